// What the popup shows: every form of a tab's page, judged as if it were filled in.

import { decide } from "./decide.js";
import { lookups } from "./dossiers.js";
import { settings } from "./settings.js";
import { clean, filled } from "./submission.js";

const MAX_FORMS = 30;

/**
 * @param {number} tab
 * @returns {Promise<Overview>}
 */
export async function overview(tab) {
  /** @type {Overview} */
  const answer = { reachable: true, forms: [], more: 0, lookups: [], settings: await settings(), error: "" };
  const shown = await chrome.tabs.get(tab);
  try {
    for (const { facts, sender } of await forms(shown)) {
      if (answer.forms.length === MAX_FORMS) {
        answer.more += 1;
        continue;
      }
      const asker = { tab, page: sender.tab?.url ?? "", incognito: shown.incognito };
      answer.forms.push((await decide(filled(clean(facts, sender)), asker)).report);
    }
  } catch (error) {
    answer.error = String(error instanceof Error ? error.message : error);
  }
  answer.reachable = shown.url !== undefined && /^(https?|file):/.test(shown.url);
  answer.lookups = (await lookups()).filter(({ incognito }) => incognito === shown.incognito);
  return answer;
}

/**
 * Asks the content scripts of every frame.
 * @param {chrome.tabs.Tab} tab
 */
async function forms(tab) {
  /** @type {{ facts: Facts, sender: MessageSender }[]} */
  const found = [];
  const injected = await chrome.scripting
    .executeScript({ target: { tabId: Number(tab.id), allFrames: true }, files: ["content/list.js"] })
    .catch(() => []); // the browser keeps extensions out of this page
  for (const { frameId, result } of injected) {
    const list = /** @type {{ url: string, origin: string, forms: Facts[] } | null} */ (result ?? null);
    for (const facts of list?.forms ?? []) found.push({ facts, sender: { tab, frameId, url: list?.url, origin: list?.origin } });
  }
  return found;
}
