// What the popup shows: every form of a tab's page, judged as if it were filled in.

import { stale } from "./channels/channels.js";
import { allowedBy } from "./consents.js";
import { decide } from "./decide.js";
import { lookups } from "./dossiers.js";
import { inspect } from "./inspector.js";
import { managed } from "./managed.js";
import { noted } from "./requests.js";
import { isOff, settings } from "./settings.js";
import { clean, filled } from "./submission.js";

const MAX_FORMS = 30;

/**
 * @param {number} tab
 * @returns {Promise<Overview>}
 */
export async function overview(tab) {
  /** @type {Overview} */
  const answer = {
    reachable: true, absent: false, forms: [], inspected: [], requests: [], more: 0, lost: 0, blind: 0, lookups: [],
    settings: await settings(), site: "", incognito: false, off: false, withheld: false, error: "", managed: await managedHere(),
  };
  const shown = await chrome.tabs.get(tab);
  answer.incognito = shown.incognito;
  try {
    answer.withheld = !(await chrome.permissions.contains({ origins: ["<all_urls>"] }));
    // Where access is withheld the tab's address is hidden, and a script would wait for the person to allow it.
    const frames = answer.withheld && !shown.url ? [] : await lists(shown);
    answer.reachable = frames.length > 0;
    answer.absent = frames.some(({ frameId, result }) => frameId === 0 && !result);
    answer.lost = Math.max(0, 1 + frames.reduce((sum, { result }) => sum + (result?.frames ?? 0), 0) - frames.length);
    answer.blind = frames.filter(({ result }) => result?.blind).length;
    answer.stale = await stale();
    answer.site = await site(shown);
    answer.off = await isOff(answer.site);
    const listed = forms(shown, frames);
    answer.more = Math.max(0, listed.length - MAX_FORMS);
    const decisions = listed.slice(0, MAX_FORMS).map(({ facts, sender }) => {
      const asker = { tab, page: sender.tab?.url ?? "", incognito: shown.incognito };
      return decide(filled(clean(facts, sender)), asker);
    });
    for (const { report, request, reported } of await Promise.all(decisions)) {
      answer.forms.push(report);
      answer.inspected.push(request);
      const pair = report.interrupts || reported ? await allowedBy(report) : undefined;
      if (pair && !answer.managed.allowed.includes(pair.target)) answer.managed.allowed.push(pair.target);
    }
  } catch (error) {
    answer.error = String(error instanceof Error ? error.message : error);
  }
  answer.requests = (await noted(tab, shown.url ?? "")).filter(({ incognito }) => incognito === shown.incognito);
  answer.lookups = (await lookups()).filter(({ incognito }) => incognito === shown.incognito);
  return answer;
}

/** What the organisation has set, as far as the popup says it. @returns {Promise<Overview["managed"]>} */
async function managedHere() {
  const { values } = await managed();
  return { reportOnly: values.reportOnly === true, fixed: Object.keys(values), allowed: [] };
}

/**
 * The registrable domain that a tab shows, as the inspector tells it; "" where it is none.
 * @param {chrome.tabs.Tab} tab
 */
async function site({ url = "" }) {
  if (!/^https?:/.test(url)) return "";
  const page = { url: new URL(url).origin + "/" };
  const target = { ...page, queryNames: [], method: "get", enctype: "", context: "_self" };
  return (await inspect({ page, form: { id: "", name: "", index: 0 }, target, fields: [], home: "", now: 0, asked: "off" })).page.site;
}

/** @typedef {{ url: string, origin: string, forms: Facts[], blind: boolean, frames: number } | null} Listed what content/list.js answers */

/**
 * Asks the content scripts of every frame; nothing where the browser keeps extensions out.
 * @param {chrome.tabs.Tab} tab
 * @returns {Promise<{ frameId: number, result?: Listed }[]>}
 */
async function lists(tab) {
  const target = { tabId: Number(tab.id), allFrames: true };
  return chrome.scripting.executeScript({ target, files: ["content/list.js"] }).catch(() => []);
}

/**
 * @param {chrome.tabs.Tab} tab
 * @param {{ frameId: number, result?: Listed }[]} frames
 */
function forms(tab, frames) {
  return frames.flatMap(({ frameId, result }) =>
    (result?.forms ?? []).map((facts) => ({ facts, sender: { tab, frameId, url: result?.url, origin: result?.origin } })),
  );
}
