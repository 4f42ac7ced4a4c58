// What the popup shows: every form of a tab's page, judged as if it were filled in.

import { stale } from "./channels/channels.js";
import { decide } from "./decide.js";
import { lookups } from "./dossiers.js";
import { noted } from "./requests.js";
import { ruleTest } from "./ruletest.js";
import { settings } from "./settings.js";
import { clean, filled } from "./submission.js";

const MAX_FORMS = 30;

/**
 * @param {number} tab
 * @returns {Promise<Overview>}
 */
export async function overview(tab) {
  /** @type {Overview} */
  const answer = { reachable: true, absent: false, forms: [], tests: [], requests: [], more: 0, lost: 0, blind: 0, lookups: [], settings: await settings(), error: "" };
  const shown = await chrome.tabs.get(tab);
  try {
    const frames = await lists(shown);
    answer.reachable = frames.length > 0;
    answer.absent = frames.some(({ frameId, result }) => frameId === 0 && !result);
    answer.lost = Math.max(0, 1 + frames.reduce((sum, { result }) => sum + (result?.frames ?? 0), 0) - frames.length);
    answer.blind = frames.filter(({ result }) => result?.blind).length;
    answer.stale = await stale();
    for (const { facts, sender } of forms(shown, frames)) {
      if (answer.forms.length === MAX_FORMS) {
        answer.more += 1;
        continue;
      }
      const asker = { tab, page: sender.tab?.url ?? "", incognito: shown.incognito };
      const { report, request } = await decide(filled(clean(facts, sender)), asker);
      answer.forms.push(report);
      answer.tests.push(await ruleTest(request, report));
    }
  } catch (error) {
    answer.error = String(error instanceof Error ? error.message : error);
  }
  answer.requests = (await noted(tab, shown.url ?? "")).filter(({ incognito }) => incognito === shown.incognito);
  answer.lookups = (await lookups()).filter(({ incognito }) => incognito === shown.incognito);
  return answer;
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
