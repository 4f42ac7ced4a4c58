// The dialog: why a submission waits, and the person's answer. It is told the question by the background over a port, and
// only the person's own, trusted events count as an answer.

import { closeOwn, seesCover } from "../platform-own.js";
import { element, icon, whole } from "../ui/parts.js";
import { readOut, route } from "../ui/path.js";
import { mayBe, reasons } from "../ui/reasons.js";
import { headline as told } from "../ui/told.js";
import { speak, t } from "../ui/words.js";
import { SEEN_FOR, look, uncovered, whenUncovered } from "./seen.js";

const id = location.hash.slice(1);
/** @type {chrome.runtime.Port | null} */
let port = null;
/** What the person chose; sent again until the background has it. @type {Answer | null} */
let chosen = null;
let settled = false;
/** A page could cover this, and the browser does not tell: only "don't send" is taken here, and a window of its own asks. */
const inPage = !seesCover && window !== window.top;

await speak();
connect();

function connect() {
  port = chrome.runtime.connect({ name: "dialog" });
  port.onMessage.addListener((/** @type {ToDialog} */ message) => {
    if (message.type === "gone") return gone();
    if (message.type === "encrypted") return offer(message.answers);
    if (message.type === "failed") return failed();
    show(message);
    if (chosen) send({ type: "answer", answer: chosen });
  });
  port.onDisconnect.addListener(() => {
    if (!settled && chrome.runtime?.id) setTimeout(connect, 200); // the background was stopped while the person thinks; the question is kept
  });
  send({ type: "claim", id });
}

/** @param {FromDialog} message */
function send(message) {
  try {
    port?.postMessage(message);
  } catch {
    // the port has just gone: connect() sends an answer again
  }
}

/** @param {Answer} answer */
function choose(answer) {
  if (chosen) return;
  if (answer !== "dont" && inPage) return send({ type: "window" });
  if (answer !== "dont" && !uncovered()) return covered();
  chosen = answer;
  send({ type: "answer", answer });
}

/** @param {Extract<ToDialog, { type: "question" }>} question */
function show({ report, always, looked, encrypted }) {
  if (document.body.childElementCount) return; // connected again
  const headline = element("h1", "", ...whole(told(report)));
  headline.id = "headline";
  const path = route(report);
  const way = element("p", "", readOut(path));
  way.id = "way";
  way.hidden = true;
  const answers = buttons(report, always, encrypted);

  const dialog = element(
    "div",
    "dialog " + report.verdict,
    element("p", "kicker", icon(report.verdict), t("dialog.stopped")),
    headline,
    path,
    way,
    ...reasons(report, looked, () => send({ type: "evidence" })),
    mayBe(report),
    answers,
  );
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-modal", "true");
  dialog.setAttribute("aria-labelledby", headline.id);
  dialog.setAttribute("aria-describedby", way.id);
  document.body.append(dialog);
  new ResizeObserver(measure).observe(dialog);
  measure();
  look(headline, answers);
  arm(answers);
}

/** @param {Report} report @param {boolean} always @param {boolean} encrypted */
function buttons({ page, target }, always, encrypted) {
  const row = element("div", "answers early");
  if (inPage) {
    const other = button("once", t("answer.window"), "");
    other.title = t("answer.window.for");
    row.append(button("dont", t("answer.dont"), "primary"), other);
    return row;
  }
  if (encrypted) {
    const instead = button("encrypted", t("answer.asking"), "");
    instead.disabled = true;
    row.append(instead);
  }
  row.append(button("dont", t("answer.dont"), "primary"), button("once", t("answer.once"), ""));
  if (always) {
    const allow = button("always", t("answer.always", { page: page.site, target: target.site }), "plain");
    allow.title = t("answer.always.for");
    row.append(allow);
  }
  return row;
}

/** @param {Answer} answer @param {string} words @param {string} className */
function button(answer, words, className) {
  const made = element("button", className, words);
  made.type = "button";
  made.id = answer;
  made.addEventListener("click", (event) => {
    if (event.isTrusted) choose(answer);
  });
  return made;
}

/** Whether the same address answers over https is known now. @param {boolean} answered */
function offer(answered) {
  const instead = document.getElementById("encrypted");
  if (!(instead instanceof HTMLButtonElement)) return;
  // It stays where it is: nothing may move under a click.
  instead.textContent = t(answered ? "answer.encrypted" : "answer.silent");
  if (!answered) return;
  instead.className = "primary";
  document.getElementById("dont")?.classList.remove("primary");
  setTimeout(() => (instead.disabled = false), SEEN_FOR);
}

/** @param {HTMLElement} answers */
function arm(answers) {
  window.focus();
  whenUncovered(() => {
    answers.classList.remove("early");
    document.getElementById("dont")?.focus({ preventScroll: true });
  });
}

/** The answer could not be carried out, and nothing was sent. */
function failed() {
  const always = chosen === "always";
  chosen = null;
  document.querySelector(".failed")?.remove();
  const note = element("p", "failed small", t(always ? "failed.always" : "failed.why"), " ", t("failed.instead"));
  note.setAttribute("role", "alert");
  document.querySelector(".answers")?.prepend(note);
}

/** A "send" that is not taken. */
function covered() {
  if (document.querySelector(".covered")) return;
  const alone = element("button", "plain small", t("covered.window"));
  alone.type = "button";
  alone.addEventListener("click", () => send({ type: "window" }));
  const note = element("p", "covered small", t("covered.why") + " ", window !== window.top && alone);
  note.setAttribute("role", "alert");
  document.querySelector(".answers")?.prepend(note);
}

function gone() {
  settled = true;
  // A window or a tab of its own, where no page could hold up the dialog; a tab without a question says that there is none.
  if (window === window.top) document.body.childElementCount ? void closeOwn() : window.close();
  if (chosen) return;
  document.body.replaceChildren(element("main", "dialog", element("h1", "", t("dialog.gone"))));
}

function measure() {
  const style = getComputedStyle(document.body);
  const dialog = document.querySelector(".dialog");
  if (!dialog) return;
  send({ type: "size", height: dialog.scrollHeight + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom) });
}

window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.isTrusted) {
    event.preventDefault();
    choose("dont");
  }
});
