// The toolbar button: the worst verdict of the tab's page, as a sign and a sentence, with a colour that only repeats
// it. The browser itself clears both when the tab goes to another page.

import { headline } from "../ui/told.js";
import { speak } from "../ui/words.js";

/** @type {Record<Verdict, { rank: number, text: string, colour: string }>} */
const SIGNS = {
  clear: { rank: 0, text: "", colour: "#5a6472" },
  notice: { rank: 1, text: "i", colour: "#34608f" },
  warn: { rank: 2, text: "!", colour: "#8a5a00" },
  danger: { rank: 3, text: "!!", colour: "#a3211a" },
};

/**
 * @param {number} tab
 * @param {Report} report
 */
export async function show(tab, report) {
  const sign = SIGNS[report.verdict] ?? SIGNS.clear;
  if (!sign.text) return;
  try {
    await speak();
    const shown = await chrome.action.getBadgeText({ tabId: tab });
    const before = Object.values(SIGNS).find(({ text }) => text === shown)?.rank ?? 0;
    if (before >= sign.rank) return;
    await Promise.all([
      chrome.action.setBadgeText({ tabId: tab, text: sign.text }),
      chrome.action.setBadgeBackgroundColor({ tabId: tab, color: sign.colour }),
      chrome.action.setBadgeTextColor({ tabId: tab, color: "#ffffff" }),
      chrome.action.setTitle({ tabId: tab, title: "Formtrace: " + headline(report) }),
    ]);
  } catch {
    // the tab is gone
  }
}
