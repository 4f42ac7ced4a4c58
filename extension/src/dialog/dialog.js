// The dialog: why a submission waits, and the person's answer. It is told the question by the background over a port, and
// only the person's own, trusted events count as an answer.

import { attribution, element, evidenceOf, findingItem, icon, notChecked, operatorFact, route } from "../ui/parts.js";
import { look, uncovered, whenUncovered } from "./seen.js";

const SHOWN = 3;

const id = location.hash.slice(1);
/** @type {chrome.runtime.Port | null} */
let port = null;
/** What the person chose; sent again until the background has it. @type {Answer | null} */
let chosen = null;
let settled = false;

connect();

function connect() {
  port = chrome.runtime.connect({ name: "dialog" });
  port.onMessage.addListener((/** @type {ToDialog} */ message) => {
    if (message.type === "gone") return gone();
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
  if (answer !== "dont" && !uncovered()) return covered();
  chosen = answer;
  send({ type: "answer", answer });
}

/** @param {Extract<ToDialog, { type: "question" }>} question */
function show({ report, always, looked }) {
  if (document.body.childElementCount) return; // connected again
  const headline = element("h1", "", report.headline);
  headline.id = "headline";
  const path = route(report);
  path.id = "route";
  const severe = report.findings.filter(({ verdict }) => verdict === "danger" || verdict === "warn");
  const shown = report.findings.slice(0, Math.max(2, Math.min(SHOWN, severe.length)));
  const answers = buttons(report, always);

  const main = element(
    "main",
    report.verdict,
    element("p", "kicker", icon(report.verdict), "Stopped before sending"),
    headline,
    path,
    element("ul", "reasons", ...shown.map((finding) => findingItem(finding))),
    more(report, shown, looked),
    answers,
  );
  main.setAttribute("role", "alertdialog");
  main.setAttribute("aria-modal", "true");
  main.setAttribute("aria-labelledby", headline.id);
  main.setAttribute("aria-describedby", path.id);
  document.body.append(main);
  new ResizeObserver(measure).observe(main);
  measure();
  look(headline, answers);
  arm(answers);
}

/**
 * Everything else: the other reasons, where each fact is from, and what could not be checked.
 * @param {Report} report
 * @param {Finding[]} shown
 * @param {boolean} looked
 */
function more(report, shown, looked) {
  const others = report.findings.length - shown.length;
  const { target } = report;
  const list = element("ul", "reasons", ...report.findings.slice(shown.length).map((finding) => findingItem(finding, { evidence: true })));
  const facts = [
    ...shown.map((finding) => `${finding.title}: ${evidenceOf(finding)}.`),
    operatorFact(report),
    `It would go by ${target.method.toUpperCase()} to ${target.url}.`,
    ...notChecked(report),
    `Rules: ${report.bundle.channel} ${report.bundle.version}, ${report.bundle.revision}${report.bundle.stale ? ", out of date" : ""}.`,
    looked ? `The worker you chose was asked about ${target.host}.` : "Nothing was looked up: no worker was told this host’s name.",
  ];
  list.append(...facts.filter(Boolean).map((line) => element("li", "small", line)));
  const title = others > 0 ? `${others} more ${others === 1 ? "reason" : "reasons"}, and where each fact is from` : "Where each fact is from";
  return element("details", "", element("summary", "", title), list, report.place && attribution());
}

/** @param {Report} report @param {boolean} always */
function buttons({ page, target }, always) {
  const row = element("div", "answers early");
  row.append(button("dont", "Don’t send", "primary"), button("once", "Send once", ""));
  if (always) {
    const allow = button("always", `Always allow ${page.site} → ${target.site}`, "plain");
    allow.title = "For what is sent now. Another kind of data, or a new warning, is stopped again.";
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

/** @param {HTMLElement} answers */
function arm(answers) {
  window.focus();
  whenUncovered(() => {
    answers.classList.remove("early");
    document.getElementById("dont")?.focus({ preventScroll: true });
  });
}

/** A "send" that is not taken. */
function covered() {
  if (document.querySelector(".covered")) return;
  const alone = element("button", "plain small", "Ask in a window of its own");
  alone.type = "button";
  alone.addEventListener("click", () => send({ type: "window" }));
  const why = "Not sent: something on the page lies over this question, or it has only just come into sight. Look at it, and answer again. ";
  const note = element("p", "covered small", why, window !== window.top && alone);
  note.setAttribute("role", "alert");
  document.querySelector(".answers")?.prepend(note);
}

function gone() {
  settled = true;
  if (window === window.top) window.close(); // a window of its own, where no page could hold up the dialog
  if (chosen) return;
  document.body.replaceChildren(element("main", "", element("h1", "", "This question is no longer open.")));
}

function measure() {
  const style = getComputedStyle(document.body);
  const main = document.querySelector("main");
  if (!main) return;
  send({ type: "size", height: main.scrollHeight + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom) });
}

window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.isTrusted) {
    event.preventDefault();
    choose("dont");
  }
});
