// The network layer where the browser lets a request wait (Firefox; elsewhere see network.js): a POST document that goes
// over http to a public host, or to a host that the bundle marks dangerous, waits here unsent until the person has
// decided in a window of our own, and then goes on as it was, or not at all.
//
// before() lets go what is none of ours, what was judged quiet, and what the person has agreed to, and holds everything
// else. A request waits as long as its window says that it is there, five minutes at most; 20 s without a word end it,
// which is before the browser stops a background without events (30 s). Where the background is stopped all the same the
// browser would let go what waits: so everything that is not yet decided is ended with it.

import { decide } from "./decide.js";
import { answers, onlyCleartext, overHTTPS } from "./encrypted.js";
import { openHeld } from "./evidence.js";
import * as history from "./history.js";
import { reportsOnly } from "./managed.js";
import { kinds, leads, ONCE_FOR, staysInTab } from "./network.js";
import { openOwn } from "../platform-own.js";
import { factsOf } from "./stopped.js";

const PAGE = "stopped/stopped.html";
const SILENCE = 20_000;
const KEEP = 5 * 60_000;
const MAX_HELD = 10;
const MAX_TRACKED = 200;

/** @typedef {chrome.webRequest.OnBeforeRequestDetails & { originUrl?: string, incognito?: boolean }} Details Firefox tells who began it, and where */

/**
 * @typedef {object} Held
 * @property {string} id known to our page only
 * @property {Details} details
 * @property {Facts} facts
 * @property {import("./decide.js").Decision | null} decision
 * @property {chrome.runtime.Port | null} page
 * @property {number} until
 * @property {ReturnType<typeof setTimeout> | undefined} late
 * @property {(answer: chrome.webRequest.BlockingResponse) => void} settle
 */

/** @type {Map<string, Held>} */
const held = new Map();
/** What is not yet decided, held or still being judged. @type {Map<string, { promise: Promise<unknown>, end: () => void }>} */
const undecided = new Map();
/** The host that has a redirected POST already, by request. @type {Map<string, string>} */
const via = new Map();

/** @typedef {{ tab: number | undefined, frame: number | undefined, origin: string, target: TargetFacts }} Let */
/** Consents to one request. @type {(Let & { types: string[], until: number })[]} */
let consents = [];

const TYPES = /** @type {chrome.webRequest.ResourceType[]} */ (["main_frame", "sub_frame", "object"]);

/** To be called at the top level of the background: a listener that comes later does not start a stopped one. */
export function listen() {
  gates();
  chrome.webRequest.onBeforeRedirect.addListener(redirected, { urls: ["<all_urls>"], types: TYPES });
  chrome.webRequest.onErrorOccurred.addListener(ended, { urls: ["<all_urls>"], types: TYPES });
  chrome.runtime.onSuspend.addListener(endAll);
  self.addEventListener("pagehide", endAll);
  // Nothing that waits is let go by an update: it comes when nothing waits any more.
  chrome.runtime.onUpdateAvailable.addListener(() => {
    setInterval(() => held.size || chrome.runtime.reload(), 1_000);
  });
}

/** The dangerous hosts, as they were known last: they must be known before anything is waited for. */
function dangerous() {
  return localStorage.getItem("dangerous") ?? "";
}

/**
 * Listens to what is sent. A background that was stopped is started by the listeners that it had then, and must register
 * them again as they were, or what waits for it is let go: so the list of its last start is listened to once more.
 */
function gates() {
  gate(["http://*/*"]);
  const before = localStorage.getItem("listened") ?? "";
  localStorage.setItem("listened", dangerous());
  for (const list of new Set([before, dangerous()])) gate(patterns(list));
}

/** @param {string[]} urls */
function gate(urls) {
  if (urls.length) chrome.webRequest.onBeforeRequest.addListener((details) => before(details), { urls, types: TYPES }, ["blocking", "requestBody"]);
}

/** @param {string} list */
function patterns(list) {
  return list.split(" ").filter(Boolean).map((domain) => `https://*.${domain}/*`);
}

/** @param {string[]} domains */
export function stopDangerous(domains) {
  const list = domains.join(" ");
  if (list === dangerous()) return;
  localStorage.setItem("dangerous", list);
  gate(patterns(list)); // and at the next start before anything else
}

/** @type {Promise<((host: string) => boolean)[]> | undefined} */
let excepted;

/** The hosts that are not public, as Chromium's rules say it. */
async function loadExcepted() {
  const rules = /** @type {chrome.declarativeNetRequest.Rule[]} */ (await (await fetch(chrome.runtime.getURL("network/cleartext.json"))).json());
  return rules
    .filter(({ action }) => action.type === "allow")
    .map(({ condition: { regexFilter, requestDomains } }) => {
      const pattern = regexFilter === undefined ? null : new RegExp(regexFilter);
      return (/** @type {string} */ host) =>
        pattern ? pattern.test(`http://${host}/`) : !!requestDomains?.some((domain) => under(host.replace(/:\d+$/, ""), domain));
    });
}

/** @param {string} host @param {string} domain */
function under(host, domain) {
  return ("." + host.replace(/\.$/, "")).endsWith("." + domain);
}

/** Is this ours to hold? @param {string} url */
async function stops(url) {
  const { protocol, host, hostname } = new URL(url);
  if (dangerous().split(" ").filter(Boolean).some((domain) => under(hostname, domain))) return true;
  if (protocol !== "http:") return false;
  excepted ??= loadExcepted().catch((error) => {
    excepted = undefined;
    throw error;
  });
  return !(await excepted).some((is) => is(host));
}

/** @param {Details} details */
function before(details) {
  if (details.method !== "POST") return undefined;
  const key = details.requestId + " " + details.url;
  const asked = undecided.get(key); // by another list of hosts
  if (asked) return /** @type {any} */ (asked.promise);
  const { promise, resolve } = /** @type {PromiseWithResolvers<chrome.webRequest.BlockingResponse>} */ (Promise.withResolvers());
  const end = () => resolve({ cancel: true });
  undecided.set(key, { promise, end });
  judge(details).then(resolve, (error) => {
    console.error("Formtrace:", error);
    end();
  });
  void promise.then(() => undecided.delete(key));
  return /** @type {any} */ (promise);
}

/** @param {Details} details @returns {Promise<chrome.webRequest.BlockingResponse>} */
async function judge(details) {
  if (!(await stops(details.url)) || agreed(details) || (await isQuiet(details)) || (await reportsOnly())) return {};
  return hold(details);
}

/** @template Value @param {Map<string, Value>} map @param {string} key @param {Value} value */
function put(map, key, value) {
  map.set(key, value);
  if (map.size > MAX_TRACKED) map.delete(/** @type {string} */ (map.keys().next().value));
}

/** @param {{ method: string, url: string, requestId: string }} details */
function redirected({ method, url, requestId }) {
  if (method === "POST") put(via, requestId, new URL(url).hostname);
}

/** A request has ended without us: its tab has gone elsewhere. @param {{ requestId: string }} details */
function ended({ requestId }) {
  for (const one of [...held.values()]) if (one.details.requestId === requestId) one.settle({ cancel: true });
}

function endAll() {
  for (const { end } of undecided.values()) end();
}

// ---- what is let go -------------------------------------------------------------------------------------------------

/** The origin of the document that began it; "null" where it has none. @param {Details} details */
function initiator({ originUrl = "" }) {
  return URL.canParse(originUrl) ? new URL(originUrl).origin : "null";
}

/** @param {Let} one @param {Details} details */
function fits({ tab, frame, origin, target }, details) {
  return (
    (tab === undefined || tab === details.tabId) &&
    (frame === undefined || frame === details.frameId) &&
    origin === initiator(details) &&
    leads(target)(details.url)
  );
}

/**
 * Lets one request go to which the person has agreed: within ten seconds, and the first one uses it up.
 * @param {Question} question
 */
export function permit({ tab, origin, at, facts: { target } }) {
  const frame = target.context === "_self" ? at : undefined;
  consents.push({ tab: staysInTab(target) ? tab : undefined, frame, origin, target, types: kinds(target, at !== 0), until: Date.now() + ONCE_FOR });
}

/** Has the person agreed to this? True once. @param {Details} details */
function agreed(details) {
  consents = consents.filter(({ until }) => until > Date.now());
  const found = consents.find((one) => one.types.includes(details.type) && fits(one, details));
  consents = consents.filter((one) => one !== found);
  return found !== undefined;
}

/** @typedef {Let & { from: string, of: number, pair: string }} Quiet a form that was judged and interrupts nobody: its document, the tab of that, and the pair that the person always allows, "" where none had to be */

/** @type {Promise<unknown>} */
let changing = Promise.resolve();

/** @returns {Promise<Quiet[]>} */
async function quiets() {
  const { quiet } = await chrome.storage.session.get({ quiet: [] });
  return /** @type {Quiet[]} */ (quiet);
}

/** @param {(before: Quiet[]) => Quiet[]} how */
function change(how) {
  const next = changing.then(async () => chrome.storage.session.set({ quiet: how(await quiets()).slice(-MAX_TRACKED) }));
  changing = next.catch(() => {});
  return next;
}

/** @param {Details} details */
async function isQuiet(details) {
  return (await quiets()).some((one) => fits(one, details));
}

/** @param {MessageSender} sender */
function named(sender) {
  return JSON.stringify([sender.tab?.id, sender.frameId, sender.documentId, sender.url]);
}

/** @param {MessageSender} sender @param {TargetFacts} target @param {string} pair */
export function letQuiet(sender, target, pair) {
  if (target.url.includes("…")) return Promise.resolve();
  const tab = sender.tab?.id ?? -1;
  const one = { tab: staysInTab(target) ? tab : undefined, frame: target.context === "_self" ? (sender.frameId ?? 0) : undefined, origin: formtracePlatform.origin(sender), target };
  const from = named(sender);
  return change((before) => [...before.filter((other) => other.from !== from || other.target.url !== target.url), { ...one, from, of: tab, pair }]);
}

/** @param {MessageSender} sender @param {string} [url] */
export function stopQuiet(sender, url) {
  const from = named(sender);
  return change((before) => before.filter((one) => one.from !== from || (url !== undefined && one.target.url !== url)));
}

/** A tab is gone. @param {number} tab */
export function forgetTab(tab) {
  return change((before) => before.filter((one) => one.of !== tab));
}

/** @param {string[]} pairs */
export function keepPairs(pairs) {
  return change((before) => before.filter(({ pair }) => pair === "" || pairs.includes(pair)));
}

// ---- what waits -----------------------------------------------------------------------------------------------------

/** @param {Details} details @returns {Promise<chrome.webRequest.BlockingResponse>} */
function hold(details) {
  if (held.size >= MAX_HELD) return Promise.resolve({ cancel: true });
  const id = crypto.randomUUID();
  const facts = factsOf({ url: details.url, initiator: initiator(details) }, sendable(details));
  delete details.requestBody; // what was typed is with the browser
  return new Promise((resolve) => {
    /** @type {Held} */
    const one = {
      id,
      details,
      facts,
      decision: null,
      page: null,
      until: Date.now() + KEEP,
      late: undefined,
      settle(answer) {
        if (!held.delete(id)) return;
        clearTimeout(one.late);
        resolve(answer);
        void history.answered(id, answer.cancel ? "unanswered" : answer.redirectUrl ? "encrypted" : "once");
        post(one.page, { type: answer.cancel ? "gone" : "sent" });
      },
    };
    held.set(id, one);
    alive(one);
    const url = chrome.runtime.getURL(PAGE) + "#" + id;
    openOwn(url, details.incognito).catch(() => one.settle({ cancel: true }));
  });
}

/** Its window has said something. @param {Held} one */
function alive(one) {
  clearTimeout(one.late);
  one.late = setTimeout(() => one.settle({ cancel: true }), Math.max(0, Math.min(SILENCE, one.until - Date.now())));
}

/**
 * What is sent, in entries: names, and whether there is something under each is all that is made of it.
 * @param {Details} details
 * @returns {Sendable | null}
 */
function sendable({ requestBody }) {
  const form = requestBody?.formData;
  if (!form) return null;
  const entries = Object.entries(form).flatMap(([name, values]) => values.map((value) => /** @type {[string, string]} */ ([name, String(value)])));
  return { enctype: "", charset: "", entries };
}

/**
 * The side of the page that asks the person. Only the extension's own page gets here.
 * @param {chrome.runtime.Port} port
 */
export function connected(port) {
  /** @type {Held | undefined} */
  let one;
  port.onMessage.addListener((/** @type {FromStopped} */ message) => {
    if (message.type === "claim") {
      one = held.get(message.id);
      if (one?.page) one = undefined;
      if (!one) return post(port, { type: "gone" });
      one.page = port;
      void present(one);
    } else if (one) {
      if (message.type === "answer") answered(one, message.answer);
      else if (message.type === "evidence" && one.decision) void openHeld(one.decision);
      else if (message.type === "back") void history.answered(one.id, "dont");
      else alive(one);
    }
    return undefined;
  });
  port.onDisconnect.addListener(() => one?.settle({ cancel: true }));
}

/** @param {Held} one @param {"once" | "encrypted"} answer */
function answered(one, answer) {
  one.settle(answer === "encrypted" ? { redirectUrl: one.details.url.replace(/^http:/, "https:") } : {});
}

/** Tells the page what waits. @param {Held} one */
async function present(one) {
  const { details, facts, page } = one;
  const asker = { tab: details.tabId, page: initiator(details), incognito: details.incognito ?? false };
  const { report, looked } = (one.decision = await decide(facts, asker));
  void history.record(one.id, "stopped", one.decision, asker.incognito);
  const encrypted = overHTTPS(facts) !== null && (await onlyCleartext(facts, asker));
  if (!held.has(one.id)) return;
  post(page, { type: "stopped", report, looked, can: "held", asks: true, encrypted, via: via.get(details.requestId) ?? "" });
  if (encrypted) post(page, { type: "encrypted", answers: await answers(facts) });
}

/** @param {chrome.runtime.Port | null} port @param {ToStopped} message */
function post(port, message) {
  try {
    port?.postMessage(message);
  } catch {
    // the page has gone
  }
}
