// The background: it owns the inspector, the look-ups, the memory and what the person has decided.
//
// Lifecycle. The browser starts this file when an event comes for it and stops it after some 30 seconds without one
// (Chromium: a service worker; Firefox: an event page). So:
//   - every listener is registered here, synchronously, at the top level: an event that starts the background is
//     delivered only to listeners that exist when this file has run;
//   - whatever a listener needs (the inspector with its rules) is behind one promise, `ready`, which each awaits;
//   - what must outlive a stop is in storage: settings, pairs and targets on disk (storage.local), open questions and the
//     list of look-ups in memory (storage.session). Dossiers and grants may be lost: they are fetched or asked again;
//   - what a stop must not open stands in the browser itself: the network layer's rules, static and dynamic.
//
// Content scripts may send facts and nothing else; page, frame and tab are read from the sender, never from the message.

import { show } from "./badge.js";
import { covered, granted, name } from "./consents.js";
import { decide } from "./decide.js";
import { forgetDossiers, forgetTab, health } from "./dossiers.js";
import * as evidence from "./evidence.js";
import { dangerous, start } from "./inspector.js";
import * as held from "./held.js";
import * as history from "./history.js";
import { known } from "./known.js";
import { reportsOnly } from "./managed.js";
import { mark } from "./mark.js";
import { concerns, forgetOld, remember } from "./memory.js";
import * as network from "./network.js";
import { overview } from "./overview.js";
import * as channels from "./channels/channels.js";
import * as questions from "./questions.js";
import * as requests from "./requests.js";
import { ruleTest } from "./ruletest.js";
import { guessHome, settings, switchSite, withdrawn } from "./settings.js";
import * as stopped from "./stopped.js";
import { clean } from "./submission.js";
import { holds } from "../platform-own.js";

const ready = start().then(
  () => {},
  (error) => console.error("Formtrace: the inspector did not start:", error), // and is started again by the next call
);

let following = Promise.resolve();

void ready.then(stopDangerous);
channels.whenNew(stopDangerous);
void channels.schedule().catch(channelsFailed);
void network.forgetConsents().catch((error) => console.error("Formtrace: the network rules:", error));
void forgetOld();
void followPolicy();
void ready.then(history.forgetOld);

/** What the rules in use mark dangerous is stopped in the network. */
function stopDangerous() {
  return dangerous().then(network.stopDangerous).catch((error) => console.error("Formtrace: the network rules:", error));
}

/** The network layer stops what it does until the organisation has said that nothing is stopped. Each call asks again, after those before. */
function followPolicy() {
  following = following.then(async () => network.letAll(await reportsOnly())).catch((error) => console.error("Formtrace: the network rules:", error));
  return following;
}

chrome.runtime.onInstalled.addListener(() => {
  void guessHome();
  void joinOpenPages();
});

// Has the browser start the background with itself: what an organisation has set counts from then on.
chrome.runtime.onStartup.addListener(() => {});

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  const reply = route(message, sender);
  if (!reply) return false;
  reply.then(answer, (error) => {
    console.error("Formtrace:", error);
    answer(null);
  });
  return true; // answered later
});

chrome.runtime.onConnect.addListener((port) => {
  if (port.name === "dialog" && isOwn(port.sender, "dialog/dialog.html")) questions.connected(port);
  else if (port.name === "stopped" && isOwn(port.sender, "stopped/stopped.html")) (holds ? held : stopped).connected(port);
  else port.disconnect();
});

chrome.tabs.onRemoved.addListener((tab) => {
  forgetTab(tab);
  requests.forgetTab(tab);
  stopped.forgetTab(tab);
  void network.forgetTab(tab);
  void questions.forgetTab(tab);
});

if (holds) held.listen();
// A document that the network layer stopped: where it was to go, and then what it carries.
chrome.webRequest.onBeforeRedirect.addListener(stopped.redirected, { urls: ["<all_urls>"], types: ["main_frame", "sub_frame", "object"] });
self.addEventListener("install", (event) => stopped.routed(/** @type {InstallEvent} */ (event)));
self.addEventListener("fetch", (event) => stopped.taken(/** @type {FetchEvent} */ (event)));

chrome.storage.onChanged.addListener((changes, area) => {
  if (area !== "local" && area !== "managed") return;
  if ("worker" in changes) forgetDossiers();
  if (area === "local" && changes.pairs) void network.keepPairs(Object.keys(changes.pairs.newValue ?? {}));
  if (area === "managed") void followPolicy();
  if (["rootKey", "channels", "channel"].some((key) => key in changes)) void channels.chosen().catch(channelsFailed);
  else if ("worker" in changes) void channels.asked().catch(channelsFailed);
});

// In Firefox the person may take back, in the browser itself, that host names are told to anybody.
chrome.permissions.onRemoved.addListener((removed) => void withdrawn(removed));

chrome.alarms.onAlarm.addListener((alarm) => void channels.alarmed(alarm).catch(channelsFailed));

/** @param {unknown} error */
function channelsFailed(error) {
  console.error("Formtrace: the channels:", error);
}

/**
 * @param {ContentMessage | PageMessage} message
 * @param {MessageSender} sender
 * @returns {Promise<unknown> | null} null: not for us, or from somebody who may not
 */
function route(message, sender) {
  if (sender.id !== chrome.runtime.id || typeof message !== "object" || message === null) return null;
  switch (message.type) {
    case "typing":
    case "submitting":
      return isContent(sender) ? judge(message.facts, sender, message.type === "submitting") : null;
    case "begin":
      return isContent(sender) ? compare(sender) : null;
    case "sent":
      return isContent(sender) ? sent(message.facts, sender) : null;
    case "left":
      return isContent(sender) ? network.stopQuiet(sender) : null;
    case "dismiss":
      return isContent(sender) ? questions.dismiss(message.id) : null;
    case "overview":
      return isOwn(sender, "popup/popup.html") ? ready.then(() => overview(message.tab)) : null;
    case "look":
      return isOwn(sender, "options/options.html") ? channels.look(message.channel) : null;
    case "channels":
      return isOwn(sender, "options/options.html") ? channels.overview() : null;
    case "health":
      return isOwn(sender, "options/options.html") || isOwn(sender, "welcome/welcome.html") ? health(message.worker) : null;
    case "switch":
      return isOwn(sender, "popup/popup.html") ? switchSite(message.site, message.off) : null;
    case "test":
      return isOwn(sender, "popup/popup.html") ? ready.then(() => ruleTest(message.request, message.report)) : null;
    case "evidence":
      return isOwn(sender, "popup/popup.html") || isOwn(sender, "dossier/dossier.html") ? ready.then(() => evidence.open(message.of)) : null;
    case "dossier":
      return isOwn(sender, "dossier/dossier.html") ? ready.then(() => known(message)) : null;
    default:
      return null;
  }
}

/**
 * @param {unknown} facts
 * @param {MessageSender} sender
 * @param {boolean} waits the submission is stopped until this is answered
 * @returns {Promise<Judgement>}
 */
async function judge(facts, sender, waits) {
  await ready;
  const tab = sender.tab?.id ?? -1;
  const cleaned = clean(facts, sender);
  const decision = await decide(cleaned, asker(sender));
  const { report, reported } = decision;
  if (!decision.off) void show(tab, report);
  if (cleaned.script) return decision.off ? { hold: false } : judgeRequest(decision, cleaned, sender, waits);
  if (!decision.off && !waits) void mark(sender, cleaned, report);
  const consented = report.interrupts && (await covered(report));
  const hold = report.interrupts && !consented;
  const quiet = !hold && network.stops(report);
  if (network.stops(report)) {
    const rules = hold || reported ? network.stopQuiet(sender, cleaned.target.url) : network.letQuiet(sender, cleaned.target, consented ? name(report) : "");
    await rules.catch((error) => console.error("Formtrace: the network rules:", error)); // it is stopped, then
  }
  if (reported) await followPolicy(); // the browser may have started just now
  const memory = !sender.tab?.incognito && (await concerns(report));
  // What the person always allows is asked about each time: it may have been taken back.
  if (!waits) return { hold, once: consented || reported, remember: memory, quiet };
  const once = hold && granted(tab, formtracePlatform.reply(sender), cleaned);
  if (hold && !once) return { hold, question: await questions.ask(sender, cleaned, decision) };
  await remembered(report, sender);
  if (reported) void history.record("", "reported", decision, sender.tab?.incognito ?? false, "sent");
  else if (!hold) changed(decision, sender);
  return { hold: false, once: once || consented || reported, remember: memory, quiet };
}

/**
 * A request of a script.
 * @param {Awaited<ReturnType<typeof decide>>} decision
 * @param {Facts} facts
 * @param {MessageSender} sender
 * @param {boolean} waits the person is to be asked now
 * @returns {Promise<Judgement>}
 */
async function judgeRequest(decision, facts, sender, waits) {
  const tab = sender.tab?.id ?? -1;
  const incognito = sender.tab?.incognito ?? false;
  const rest = requests.weighed(decision.report);
  const all = await reportsOnly();
  const hold = !all && rest.interrupts && !(await covered(rest));
  const refuse = !all && requests.leaks(decision.report) && (await settings()).leaks === "refuse";
  if (!waits) await requests.note(tab, decision, refuse ? "refused" : hold ? "asked" : "sent", incognito);
  if (!waits && requests.leaks(decision.report) && (refuse || !hold)) {
    void history.record("", "leak", decision, incognito, refuse ? "refused" : "sent");
  } else if (!waits && all && rest.interrupts) {
    void history.record("", "reported", decision, incognito, "sent");
  }
  if (refuse) return { hold: true, refuse };
  if (hold && waits) return { hold, question: await questions.ask(sender, facts, decision) };
  return { hold, once: all };
}

/** Puts what compares requests with what is typed into a document: the person is about to type there. @param {MessageSender} sender */
async function compare(sender) {
  const where = sender.documentId ? { documentIds: [sender.documentId] } : { frameIds: [sender.frameId ?? 0] };
  const files = ["content/digest.js", "content/needles.js", "content/rebuild.js", "content/overlay.js", "content/sent.js"];
  if (await reportsOnly()) files.unshift("content/reporting.js");
  const target = /** @type {chrome.scripting.InjectionTarget} */ ({ tabId: sender.tab?.id ?? -1, ...where });
  await chrome.scripting.executeScript({ target, files, injectImmediately: true }).catch(() => {}); // the browser keeps extensions out
  return null;
}

/** Pages that were open before the extension came, or was updated, have no content scripts of it: they get them now. */
async function joinOpenPages() {
  // Not what runs in the page's own world: it has to be there before the page's scripts.
  const files = chrome.runtime.getManifest().content_scripts?.find((entry) => !("world" in entry))?.js ?? [];
  for (const { id } of await chrome.tabs.query({ url: ["http://*/*", "https://*/*", "file://*/*"] })) {
    if (id === undefined) continue;
    await chrome.scripting
      .executeScript({ target: { tabId: id, allFrames: true }, files, injectImmediately: true })
      .catch(() => {}); // a page that the browser keeps extensions out of
  }
}

/**
 * A submission that was known to be harmless has gone.
 * @param {unknown} facts
 * @param {MessageSender} sender
 */
async function sent(facts, sender) {
  await ready;
  const decision = await decide(clean(facts, sender), asker(sender));
  await remembered(decision.report, sender);
  changed(decision, sender);
  return null;
}

/** A form was sent that nobody had to be asked about: that it goes elsewhere than before is written down all the same. @param {import("./decide.js").Decision} decision @param {MessageSender} sender */
function changed(decision, sender) {
  const { memory, findings } = decision.report;
  if (!memory || !findings.some(({ rule }) => rule === "target/changed")) return;
  void history.record("", "changed", decision, sender.tab?.incognito ?? false, "sent");
}

/** @param {Report} report @param {MessageSender} sender */
async function remembered(report, sender) {
  if (sender.tab?.incognito) return;
  await remember(report).catch((error) => console.error("Formtrace: the memory of targets:", error)); // it goes all the same
}

/** @param {MessageSender} sender */
function asker(sender) {
  return { tab: sender.tab?.id ?? -1, page: sender.tab?.url ?? "", incognito: sender.tab?.incognito ?? false };
}

/** A content script: in a tab, and not in a page of the extension. @param {MessageSender} sender */
function isContent(sender) {
  return sender.tab?.id !== undefined && sender.frameId !== undefined && !sender.url?.startsWith(chrome.runtime.getURL(""));
}

/** @param {MessageSender | undefined} sender @param {string} page */
function isOwn(sender, page) {
  return sender?.id === chrome.runtime.id && !!sender.url?.split(/[?#]/)[0]?.endsWith("/" + page) && ownOrigin(sender);
}

/** @param {MessageSender} sender */
function ownOrigin(sender) {
  return sender.url?.startsWith(chrome.runtime.getURL("")) || formtracePlatform.origin(sender) === new URL(chrome.runtime.getURL("")).origin;
}
