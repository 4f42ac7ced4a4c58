// The mark beside a field: mark(sender, facts, report) has the frame show it at the fields of a form with a warning or
// worse. Its script comes into a page only then.

import { headline } from "../ui/told.js";
import { speak } from "../ui/words.js";

const WEIGHS = ["warn", "danger"];

/**
 * @param {MessageSender} sender
 * @param {Facts} facts
 * @param {Report} report
 */
export async function mark(sender, facts, report) {
  const tab = sender.tab?.id;
  if (tab === undefined || !WEIGHS.includes(report.verdict)) return;
  const to = formtracePlatform.reply(sender);
  const target = to.documentId ? { tabId: tab, documentIds: [to.documentId] } : { tabId: tab, frameIds: [sender.frameId ?? 0] };
  await speak();
  try {
    await chrome.scripting.executeScript({ target, files: ["content/mark.js"] });
    const words = headline(report);
    await chrome.tabs.sendMessage(tab, /** @type {ToContent} */ ({ type: "mark", index: facts.form.index, verdict: report.verdict, words }), to);
  } catch {
    // the document is gone
  }
}
