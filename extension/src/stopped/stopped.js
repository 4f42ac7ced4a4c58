// The page that is shown in place of a submission that the network layer stopped: what it was, why it waits, and the
// person's answer. It gets what was typed in one message, when the person sends it, and sends it at once.

import { closeOwn } from "../platform-own.js";
import { element, icon, whole } from "../ui/parts.js";
import { route } from "../ui/path.js";
import { mayBe, reasons } from "../ui/reasons.js";
import { headline as told } from "../ui/told.js";
import { speak, t } from "../ui/words.js";

/** A click that was meant for the page before must have ended before a button appears under the pointer. */
const ARM_AFTER = 350;
const ALIVE_EVERY = 5_000; // a background without events is stopped after 30 s, and what waits for this page ends after 20 s
const KEPT_FOR = 5 * 60_000;

const id = location.hash.slice(1);
const framed = window !== window.top;
history.replaceState(null, "", location.href); // its entry in the history is ours now, and may be loaded again
await speak();
document.title = t("dialog.stopped") + " · Formtrace";
const port = chrome.runtime.connect({ name: "stopped" });
let chosen = false;
let settled = false;

port.onMessage.addListener((/** @type {ToStopped} */ message) => {
  if (message.type === "stopped") show(message);
  else if (message.type === "encrypted") offer(message.answers);
  else if (message.type === "send") send(message);
  else if (message.type === "sent") void closeOwn(); // a window of its own: the page in the frame sends
  else gone();
});
port.onDisconnect.addListener(gone);
port.postMessage({ type: "claim", id });

const alive = setInterval(() => port.postMessage({ type: "alive" }), ALIVE_EVERY);
setTimeout(() => clearInterval(alive), KEPT_FOR);

/** @param {Extract<ToStopped, { type: "stopped" }>} stopped */
function show({ report, looked, can, asks, encrypted, via }) {
  const { target } = report;
  const tone = target.secure ? "danger" : report.verdict === "clear" || report.verdict === "notice" ? "warn" : report.verdict;
  const kicker = element("p", "kicker", icon(tone), t(via ? "stopped.passed" : "dialog.stopped"));
  const heading = element("h1", "", ...whole(headline(report)));
  if (!asks) {
    const look = button("show", t("stopped.show"), "primary", () => port.postMessage({ type: "show" }));
    // What only going back helps is said where it stands, too: nothing is sent from the window either.
    const back = can === "yes" ? null : button("back", t("answer.back"), "", goBack);
    return draw(element("main", tone, kicker, heading, ...(can === "yes" ? [] : cannot(can)).map((line) => element("p", "", line)), row(look, back)));
  }
  const lines = [...(via ? [t("stopped.via", { via, host: target.host })] : []), ...cannot(can)];
  const answers = row(
    encrypted ? button("encrypted", t("answer.asking"), "", () => answer("encrypted")) : null,
    button("back", t("answer.back"), "primary", goBack),
    can === "yes" || can === "held" ? button("once", t(target.secure ? "answer.anyway" : "answer.open"), "", () => answer("once")) : null,
  );
  const instead = answers.querySelector("#encrypted");
  if (instead instanceof HTMLButtonElement) instead.disabled = true;
  return draw(element("main", tone, kicker, heading, route(report), ...reasons(report, looked, () => port.postMessage({ type: "evidence" })), mayBe(report), ...lines.map((line) => element("p", "", line)), answers));
}

/** @param {Report} report */
function headline(report) {
  const { personal, target, findings } = report;
  if (personal || findings.some(({ verdict }) => verdict === "danger")) return told(report);
  return t(target.secure ? "stopped.sealed" : "stopped.open", { host: target.host });
}

/** @param {Extract<ToStopped, { type: "stopped" }>["can"]} can */
function cannot(can) {
  switch (can) {
    case "yes":
      return [t("stopped.kept")];
    case "held":
      return [t("stopped.held")];
    case "files":
      return [t("stopped.files")];
    case "large":
      return [t("stopped.large")];
    default:
      return [t("stopped.cannot")];
  }
}

/** @param {...(HTMLButtonElement | null)} buttons */
function row(...buttons) {
  const answers = element("div", "answers early", ...buttons);
  setTimeout(() => {
    answers.classList.remove("early");
    if (!framed) document.getElementById("back")?.focus({ preventScroll: true });
  }, ARM_AFTER);
  return answers;
}

/**
 * @param {string} name
 * @param {string} words
 * @param {string} className
 * @param {() => void} act
 */
function button(name, words, className, act) {
  const made = element("button", className, words);
  made.type = "button";
  made.id = name;
  made.addEventListener("click", (event) => {
    if (event.isTrusted) act();
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
  document.getElementById("back")?.classList.remove("primary");
  setTimeout(() => (instead.disabled = false), ARM_AFTER);
}

/** @param {"once" | "encrypted"} how */
function answer(how) {
  if (chosen) return;
  chosen = true;
  port.postMessage({ type: "answer", answer: how });
}

/** By a form with the same entries, in place of this page. @param {Extract<ToStopped, { type: "send" }>} sendable */
function send({ url, enctype, charset, entries }) {
  settled = true;
  const form = element("form");
  form.method = "post";
  form.action = url;
  form.enctype = enctype;
  form.acceptCharset = charset;
  form.hidden = true;
  for (const [name, value] of entries) {
    // A hidden field with the name _charset_ would be given another value.
    const control = name === "_charset_" ? element("textarea") : element("input");
    if (control instanceof HTMLInputElement) control.type = value === null ? "file" : "hidden";
    control.name = name;
    if (value !== null) control.value = value;
    form.append(control);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
  form.remove();
}

async function goBack() {
  if (!settled) port.postMessage({ type: "back" });
  if (history.length > 1) return history.back();
  const tab = await chrome.tabs.getCurrent(); // opened for the answer: there is nothing behind it
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}

function gone() {
  clearInterval(alive);
  if (settled) return;
  settled = true;
  const back = framed ? null : row(button("back", t("answer.back"), "primary", () => void goBack()));
  draw(
    element(
      "main",
      "notice",
      element("p", "kicker", icon("notice"), t("dialog.stopped")),
      element("h1", "", t(id ? "stopped.gone" : "stopped.unknown")),
      element("p", "", t("stopped.unsent")),
      back,
    ),
  );
}

/** @param {HTMLElement} main */
function draw(main) {
  document.body.replaceChildren(main);
}
