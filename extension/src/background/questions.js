// Questions put to the person: a submission that waits, its dialog, and the answer. ask(…) opens the dialog; the dialog
// talks over a port (connected(port)); dismiss(id) is "don't send".
//
// A question is kept in session storage, so that it outlives the background while the person thinks. Its id is known to
// the dialog only, and the first to claim it is the only one that may answer.

import { allow, grant } from "./consents.js";
import { answers, onlyCleartext } from "./encrypted.js";
import * as evidence from "./evidence.js";
import * as history from "./history.js";
import { remember } from "./memory.js";
import { permit, stops } from "./network.js";
import { expect } from "./stopped.js";
import { openOwn, runsIn } from "../platform-own.js";

const CLAIM_WITHIN = 3_000;
const RETURN_WITHIN = 1_000;
const key = (/** @type {string} */ id) => "question:" + id;

/**
 * Opens the dialog for a submission that waits in the sender's frame; answers the question's id.
 * @param {MessageSender} sender
 * @param {Facts} facts
 * @param {Awaited<ReturnType<typeof import("./decide.js").decide>>} decision
 * @returns {Promise<string>}
 */
export async function ask(sender, facts, decision) {
  const tab = sender.tab?.id ?? -1;
  await removeFor((question) => question.tab === tab && sameFrame(question.waits, sender));
  const id = crypto.randomUUID();
  /** @type {Question} */
  const question = {
    id,
    tab,
    waits: formtracePlatform.reply(sender),
    origin: formtracePlatform.origin(sender),
    at: sender.frameId ?? 0,
    encrypted: !facts.script && (await onlyCleartext(facts, { tab, page: sender.tab?.url ?? "", incognito: sender.tab?.incognito ?? false })) ? "asking" : "",
    facts,
    request: decision.request,
    report: decision.report,
    looked: decision.looked,
    incognito: sender.tab?.incognito ?? false,
    frame: null,
    claimed: "",
    answered: false,
  };
  await keep(question);
  void history.record(id, "held", decision, question.incognito);
  void present(question, sender.frameId ?? 0);
  return id;
}

/** The dialogs that are open, by their question's id. @type {Map<string, chrome.runtime.Port>} */
const ports = new Map();
/** Questions that are being settled. @type {Set<string>} */
const settling = new Set();

/**
 * The dialog's side. Only the extension's own dialog page gets here.
 * @param {chrome.runtime.Port} port
 */
export function connected(port) {
  /** @type {string} */
  let id = "";
  port.onMessage.addListener(async (/** @type {FromDialog} */ message) => {
    if (message.type === "claim") {
      const who = port.sender?.documentId ?? message.id;
      const question = await change(message.id, ({ claimed }) => ({ claimed: claimed || who }));
      if (question?.claimed !== who) {
        if (!question && port.sender?.tab?.id) await tell(port.sender.tab.id, { type: "close", id: message.id }, {}); // whoever holds it up
        return post(port, { type: "gone" });
      }
      id = message.id;
      ports.set(id, port);
      const { report, incognito, looked, encrypted } = question;
      post(port, { type: "question", report, always: !incognito && report.page.site !== "", looked, encrypted: encrypted !== "" });
      if (encrypted) void offer(question);
      return undefined;
    }
    const question = id ? await find(id) : null;
    if (!question) return undefined;
    if (message.type === "size") await toDialog(question, { type: "size", id, height: Number(message.height) || 0 });
    if (message.type === "window") await apart(question);
    if (message.type === "evidence") await evidence.openHeld(question);
    if (message.type === "answer") await settle(question, message.answer, message.answer);
    return undefined;
  });
  port.onDisconnect.addListener(() => {
    // The page took the dialog away, or went elsewhere. (When the background itself was stopped, the dialog comes back.)
    if (ports.get(id) !== port) return;
    ports.delete(id);
    setTimeout(() => ports.has(id) || void dismiss(id), RETURN_WITHIN);
  });
}

/** Asks whether https answers, and offers it where it does. @param {Question} asked */
async function offer({ id, facts }) {
  const answered = await answers(facts);
  if (!(await change(id, () => (answered ? { encrypted: "answers" } : {})))) return;
  post(ports.get(id), { type: "encrypted", answers: answered });
}

/** @param {string} id */
export async function dismiss(id) {
  const question = await find(id);
  if (question) await settle(question, "dont", "unanswered");
}

/** A tab is gone. @param {number} tab */
export function forgetTab(tab) {
  return removeFor((question) => question.tab === tab);
}

/** @param {unknown} id @returns {Promise<Question | null>} */
async function find(id) {
  if (typeof id !== "string" || !id) return null;
  const kept = await chrome.storage.session.get(key(id));
  return /** @type {Question | undefined} */ (kept[key(id)]) ?? null;
}

/** @param {Question} question @param {Answer} answer @param {Interruption["outcome"]} outcome for the history */
async function settle(question, answer, outcome) {
  if (settling.has(question.id)) return; // one answer, and one consent
  settling.add(question.id);
  await carryOut(question, answer, outcome)
    .catch((error) => failed(question, error))
    .finally(() => settling.delete(question.id));
}

/** @param {Question} question @param {Answer} answer @param {Interruption["outcome"]} outcome */
async function carryOut(question, answer, outcome) {
  const { id, tab, facts, waits, report, incognito } = question;
  const encrypted = answer === "encrypted" && question.encrypted === "answers";
  const send = encrypted || answer === "once" || answer === "always";
  if (send) {
    // The background was stopped over this answer before. A submission that was told then is not told again, and needs nothing.
    if (question.answered && !(await tell(tab, { type: "waits", id }, waits))) return close(question, outcome);
    await change(id, () => ({ answered: true })).catch((error) => console.error("Formtrace: an answer is not kept:", error));
  }
  if (send && !incognito) {
    if (answer === "always") await allow(report);
    const memory = report.memory && encrypted ? { ...report.memory, scheme: "https" } : report.memory;
    // Without its memory a form still goes where the person said: only its next change of target is not seen.
    await remember({ ...report, memory }).catch((error) => console.error("Formtrace: the memory of targets:", error));
  }
  if (send && !encrypted) {
    grant(tab, waits, facts);
    // Last, so that it stands open no longer than it has to. If the rules fail it is stopped, and asked about there.
    if (!facts.script && stops(report) && !expect(question)) await permit(question).catch((error) => console.error("Formtrace: the network rules:", error));
  }
  // First to the submission, which takes one answer: when the background is stopped here, the dialog asks for its answer again.
  await tell(tab, { type: "decided", id, send, encrypted }, waits);
  return close(question, send || outcome === "unanswered" ? outcome : "dont");
}

/** The question is settled. @param {Question} question @param {Interruption["outcome"]} outcome */
async function close(question, outcome) {
  const { id } = question;
  void history.answered(id, outcome);
  await queue(() => chrome.storage.session.remove(key(id))).catch((error) => console.error("Formtrace: a question is not forgotten:", error));
  post(ports.get(id), { type: "gone" });
  ports.delete(id);
  await toDialog(question, { type: "close", id });
}

/** What the person chose could not be done: it is not sent, and the dialog takes another answer. @param {Question} question @param {unknown} error */
async function failed({ id }, error) {
  console.error("Formtrace: an answer:", error);
  await change(id, () => ({ answered: false })).catch(() => {});
  post(ports.get(id), { type: "failed" });
}

/** @param {chrome.runtime.Port | undefined} port @param {ToDialog} message */
function post(port, message) {
  try {
    port?.postMessage(message);
  } catch {
    // the dialog has gone
  }
}

/** @param {Question} question */
function keep(question) {
  return chrome.storage.session.set({ [key(question.id)]: question });
}

/** @type {Promise<unknown>} */
let changing = Promise.resolve();

/** One change of the storage after the other. @template T @param {() => Promise<T>} step @returns {Promise<T>} */
function queue(step) {
  const next = changing.then(step);
  changing = next.catch(() => {});
  return next;
}

/**
 * Changes a question as it stands then, unless it is settled.
 * @param {string} id
 * @param {(question: Question) => Partial<Question>} how
 * @returns {Promise<Question | null>} as it is now
 */
function change(id, how) {
  return queue(async () => {
    const before = await find(id);
    const question = before && { ...before, ...how(before) };
    if (question) await keep(question);
    return question;
  });
}

/** @param {Question} question @param {number} frame */
async function present(question, frame) {
  const { id, tab } = question;
  const open = /** @type {ToContent} */ ({ type: "open", id });
  // In the page's own frame, where there is room; in the form's frame where that cannot be; else in a window.
  for (const frameId of new Set(runsIn(question.origin) ? [0, frame] : frame ? [0] : [])) {
    if (!(await change(id, () => ({ frame: frameId })))) return;
    await holdUp(tab, frameId);
    if (!(await tell(tab, open, { frameId }))) continue;
    if (await claimed(id)) return;
    await tell(tab, { type: "close", id }, { frameId });
  }
  const unclaimed = await find(id);
  if (unclaimed) await apart(unclaimed);
}

/** Brings what holds up the dialog into a frame; it does not keep the question waiting. @param {number} tab @param {number} frame */
async function holdUp(tab, frame) {
  const script = { target: { tabId: tab, frameIds: [frame] }, files: ["content/overlay.js"], injectImmediately: true };
  const late = new Promise((resolve) => setTimeout(resolve, RETURN_WITHIN));
  await Promise.race([chrome.scripting.executeScript(script).catch(() => {}), late]); // the browser keeps extensions out
}

/** Asks in a window of its own, or a tab, which no page can cover. @param {Question} question */
async function apart(question) {
  const { id } = question;
  ports.delete(id);
  await change(id, () => ({ claimed: "", frame: null }));
  await toDialog(question, { type: "close", id });
  const url = chrome.runtime.getURL("dialog/dialog.html") + "#" + id;
  await openOwn(url).catch(() => dismiss(id));
}

/** Has a dialog claimed the question in time (or has it been settled)? @param {string} id */
async function claimed(id) {
  for (const end = Date.now() + CLAIM_WITHIN; Date.now() < end; ) {
    const question = await find(id);
    if (!question || question.claimed) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** To the frame that holds up the dialog. @param {Question} question @param {ToContent} message */
async function toDialog({ tab, frame }, message) {
  if (frame !== null) await tell(tab, message, { frameId: frame });
}

/**
 * @param {number} tab
 * @param {ToContent} message
 * @param {{ documentId?: string, frameId?: number }} to
 */
async function tell(tab, message, to) {
  try {
    return (await chrome.tabs.sendMessage(tab, message, to)) ?? null;
  } catch {
    return null; // no content script there, or no longer
  }
}

/** @param {(question: Question) => boolean} matches */
async function removeFor(matches) {
  const kept = await chrome.storage.session.get(null);
  const old = Object.keys(kept).filter((name) => name.startsWith("question:") && matches(/** @type {Question} */ (kept[name])));
  for (const name of old) await settle(/** @type {Question} */ (kept[name]), "dont", "unanswered");
}

/** @param {Question["waits"]} waits @param {MessageSender} sender */
function sameFrame(waits, sender) {
  const now = formtracePlatform.reply(sender);
  return waits.documentId === now.documentId && waits.frameId === now.frameId;
}
