// What the network layer stopped, until the person has decided: taken(event) gets it from the browser, connected(port)
// talks with the page stopped/stopped.html that is shown instead.
//
// The browser hands a stopped POST over to our page, and so to the `fetch` listener of the background, byte by byte as it
// would have gone. It stays in this file's memory and nowhere else: at most five minutes, as long as the page is open,
// and it goes by one port to that page, once, when the person sends it. Its bytes are then overwritten; those of files,
// and of what cannot be sent again, at once. (What is not stopped never comes here.)

import { entries } from "./body.js";
import { decide } from "./decide.js";
import { answers, onlyCleartext } from "./encrypted.js";
import * as evidence from "./evidence.js";
import * as history from "./history.js";
import { leads, ONCE_FOR, permitOwn } from "./network.js";
import { plain } from "./submission.js";
import { holds, openOwn } from "../platform-own.js";

const PAGE = "stopped/stopped.html";
const KEEP = 5 * 60_000;
const MAX_BYTES = 4 << 20;
const MAX_TRACKED = 100;
const MAX_KEPT = 32;
const MAX_KEPT_BYTES = 16 << 20;

/**
 * Where a stopped submission was to go, as webRequest tells.
 * @typedef {object} Route
 * @property {string} url
 * @property {string} initiator origin of the document that sent it
 * @property {string} via the host that it was sent to already, and that passes it on; "" where it has not been sent
 * @property {boolean} tainted redirected from a foreign host to another: its Origin header says null
 */

/**
 * @typedef {object} Stop
 * @property {string} id known to our page only
 * @property {Uint8Array} bytes
 * @property {string} type
 * @property {"yes" | "no" | "files" | "large"} can it be sent again; else its bytes are gone
 * @property {Route | null} route
 * @property {Facts | null} facts
 * @property {import("./decide.js").Decision | null} decision
 * @property {number} [privately] the tab of a private window that it was stopped in
 * @property {chrome.runtime.Port | null} page the one that stands where the answer would have been shown
 * @property {chrome.runtime.Port | null} asking the one that asks the person: the same, or a window of its own
 * @property {ReturnType<typeof setTimeout>} late
 */

/** @type {Map<string, Stop>} */
const stops = new Map();
/** Routes by tab and frame, until the page there asks. @type {Map<string, Route>} */
const routes = new Map();
/** Redirected POSTs by their request. @type {Map<string, boolean>} */
const tainted = new Map();

/**
 * Consent to a submission of a frame, that is stopped on its way and then sent from there: no rule can tell a frame from
 * its neighbours, but here it is known, and the first that comes uses the consent up.
 * @typedef {{ tab: number, frame: number, origin: string, is: (url: string) => boolean, until: number }} Expected
 */

/** @type {Expected[]} */
let expected = [];

/**
 * Takes a consent over, where it can be bound to one frame so and is sent the same: not with files; not from a document
 * without an origin, of which the browser hands nothing over; not within a site, where cookies depend on who sends.
 * @param {Question} question
 */
export function expect({ tab, at, origin, facts: { target, fields }, report }) {
  if (holds || !at || target.context !== "_self" || origin === "null" || report.target.sameSite) return false;
  if (fields.some(({ type, filled }) => type === "file" && filled)) return false;
  expected.push({ tab, frame: at, origin, is: leads(target), until: Date.now() + ONCE_FOR });
  return true;
}

/** Has the person agreed to this already? True once. @param {Stop} stop @param {MessageSender | undefined} sender */
function agreed({ route, can }, sender) {
  expected = expected.filter(({ until }) => until > Date.now());
  const found =
    can === "yes" && route && !route.via
      ? expected.find(({ tab, frame, origin, is }) => tab === sender?.tab?.id && frame === sender.frameId && origin === route.initiator && is(route.url))
      : undefined;
  expected = expected.filter((one) => one !== found);
  return found !== undefined;
}

/**
 * A redirect of a document: by a server, or by our own rule to our page.
 * @param {{ method: string, url: string, redirectUrl: string, initiator?: string, requestId: string, tabId: number, frameId: number }} details
 */
export function redirected({ method, url, redirectUrl, initiator = "null", requestId, tabId, frameId }) {
  if (method !== "POST") return;
  const dirty = tainted.get(requestId) ?? false;
  if (redirectUrl.startsWith(chrome.runtime.getURL(PAGE))) {
    tainted.delete(requestId);
    const route = { url, initiator, via: "", tainted: dirty };
    put(routes, tabId + " " + frameId, route);
    void apart(tabId, route).catch(() => {}); // a tab that has gone
  } else {
    // Where a server redirects to what is then stopped, this is the last that is told of it.
    const from = new URL(url).origin;
    const now = dirty || (from !== initiator && from !== new URL(redirectUrl).origin);
    put(tainted, requestId, now);
    put(routes, tabId + " " + frameId, { url: redirectUrl, initiator, via: new URL(url).hostname, tainted: now });
  }
}

/**
 * In a tab of a private window Chromium shows no page of ours, but one of its own that tells no reason. A window says what
 * was stopped, one for each tab, and that going back helps: the bytes never come here.
 * @param {number} tab
 * @param {Route} route
 */
async function apart(tab, route) {
  if (!(await chrome.tabs.get(tab)).incognito || [...stops.values()].some(({ privately }) => privately === tab)) return;
  const id = add({ route, privately: tab });
  await openOwn(chrome.runtime.getURL(PAGE) + "#" + id).catch(() => forget(id));
}

/** @template Value @param {Map<string, Value>} map @param {string} key @param {Value} value */
function put(map, key, value) {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_TRACKED) map.delete(/** @type {string} */ (map.keys().next().value));
}

/**
 * The background's `fetch` listener. A POST for our page is what was stopped; the page is then shown under an address
 * that names it, by a GET, so that loading it again sends nothing.
 * @param {FetchEvent} event
 */
export function taken(event) {
  const { method, url } = event.request;
  if (method !== "POST" || new URL(url).pathname !== "/" + PAGE) return;
  event.respondWith(keep(event.request).then((id) => Response.redirect(`${chrome.runtime.getURL(PAGE)}#${id}`, 303)));
}

/**
 * The background's `install` listener: only what is stopped comes to `fetch`. All other files of the extension are loaded
 * without waiting for the background to start. (Chromium 123; without it everything comes, and is passed through.)
 * @param {InstallEvent} event
 */
export function routed(event) {
  event.addRoutes?.([
    { condition: { requestMethod: "POST", urlPattern: { pathname: "/" + PAGE } }, source: "fetch-event" },
    { condition: { urlPattern: { pathname: "/*" } }, source: "network" },
  ]).catch((error) => console.error("Formtrace: the routes:", error));
}

/** @param {Request} request */
async function keep(request) {
  const type = request.headers.get("content-type") ?? "";
  const whole = await read(request.body);
  const bytes = whole ?? new Uint8Array();
  const sendable = whole ? entries(bytes, type) : "large";
  const can = typeof sendable === "string" ? sendable : sendable ? "yes" : "no";
  if (can !== "yes") bytes.fill(0);
  return add({ bytes, type, can });
}

/** @param {Partial<Stop>} what @returns {string} its id */
function add(what) {
  const id = crypto.randomUUID();
  const late = setTimeout(() => forget(id), KEEP);
  stops.set(id, { id, bytes: new Uint8Array(), type: "", can: "no", route: null, facts: null, decision: null, page: null, asking: null, late, ...what });
  bound();
  return id;
}

/** A page can send any number from frames that it takes away at once: the oldest that no page of ours has claimed go. */
function bound() {
  let count = stops.size;
  let size = [...stops.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  for (const { id, bytes, page } of [...stops.values()]) {
    if (count <= MAX_KEPT && size <= MAX_KEPT_BYTES) return;
    if (page) continue;
    count--;
    size -= bytes.length;
    forget(id);
  }
}

/**
 * @param {ReadableStream<Uint8Array> | null} stream
 * @returns {Promise<Uint8Array | null>} null: it is larger than what is kept
 */
async function read(stream) {
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  const reader = stream?.getReader();
  for (let part; reader && !(part = await reader.read()).done; parts.push(part.value)) {
    size += part.value.length;
    if (size > MAX_BYTES) {
      parts.forEach((old) => old.fill(0));
      void reader.cancel();
      return null;
    }
  }
  const bytes = new Uint8Array(size);
  for (let at = 0, i = 0; i < parts.length; at += /** @type {Uint8Array} */ (parts[i]).length, i++) {
    bytes.set(/** @type {Uint8Array} */ (parts[i]), at);
  }
  parts.forEach((part) => part.fill(0));
  return bytes;
}

/** Wipes a submission. @param {string} id */
function forget(id) {
  const stop = stops.get(id);
  if (!stop) return;
  stops.delete(id);
  clearTimeout(stop.late);
  stop.bytes.fill(0);
  void history.answered(id, "unanswered");
  for (const port of new Set([stop.page, stop.asking])) post(port, { type: "gone" });
}

/** A tab is gone. @param {number} tab */
export function forgetTab(tab) {
  for (const { id, page, privately } of [...stops.values()]) if (page?.sender?.tab?.id === tab || privately === tab) forget(id);
  for (const key of [...routes.keys()]) if (key.startsWith(tab + " ")) routes.delete(key);
}

/**
 * The side of the stopped page. Only the extension's own page gets here.
 * @param {chrome.runtime.Port} port
 */
export function connected(port) {
  /** @type {Stop | undefined} */
  let stop;
  port.onMessage.addListener((/** @type {FromStopped} */ message) => {
    if (message.type === "claim") {
      stop = claim(message.id, port);
      if (stop && stop.page === port && agreed(stop, port.sender)) void send(stop, port, "once");
      else if (stop) void present(stop, port);
      else post(port, { type: "gone" });
    } else if (message.type === "show" && stop) {
      const url = chrome.runtime.getURL(PAGE) + "#" + stop.id;
      void openOwn(url);
    } else if (message.type === "evidence" && stop?.decision) {
      void evidence.openHeld(stop.decision);
    } else if (message.type === "back" && stop) {
      void history.answered(stop.id, "dont");
    } else if (message.type === "answer" && stop?.asking === port) {
      void send(stop, port, message.answer);
    }
    // "alive" has done its work by coming: while the page asks, the background is not stopped.
  });
  port.onDisconnect.addListener(() => {
    if (stop?.page === port) forget(stop.id);
    else if (stop?.asking === port) stop.asking = null;
  });
}

/**
 * The first that asks stands where the answer would have been shown. In a frame it could be covered or dressed up by the
 * page around it: then another, in a window of its own, asks the person.
 * @param {string} id
 * @param {chrome.runtime.Port} port
 */
function claim(id, port) {
  const stop = stops.get(id);
  const { tab, frameId = 0 } = port.sender ?? {};
  if (!stop || (stop.page && (frameId || stop.asking))) return undefined;
  if (!stop.page) {
    const where = tab?.id + " " + frameId;
    stop.route ??= routes.get(where) ?? null;
    routes.delete(where);
    stop.page = port;
  }
  if (!frameId) stop.asking = port;
  return stop;
}

/** Tells the page what was stopped. @param {Stop} stop @param {chrome.runtime.Port} port */
async function present(stop, port) {
  const { route, can, bytes, type } = stop;
  if (!route) return forget(stop.id);
  const sendable = can === "yes" ? entries(bytes, type) : null;
  stop.facts ??= factsOf(route, sendable === "files" ? null : sendable);
  // For the page that it stands in, also where a window of its own asks: neither is a page that has led to no host yet.
  const { tab, frameId = 0 } = (stop.page ?? port).sender ?? {};
  const incognito = stop.privately !== undefined || (tab?.incognito ?? false);
  const asker = { tab: stop.privately ?? tab?.id ?? -1, page: (frameId && tab?.url) || route.initiator, incognito };
  const { report, looked } = (stop.decision = await decide(stop.facts, asker));
  void history.record(stop.id, "stopped", stop.decision, asker.incognito);
  const encrypted = can === "yes" && stop.asking === port && (await onlyCleartext(stop.facts, asker));
  if (!stops.has(stop.id)) return; // wiped meanwhile, and the page was told
  post(port, { type: "stopped", report, looked, can, asks: stop.asking === port, encrypted, via: route.via });
  if (encrypted) post(port, { type: "encrypted", answers: await answers(stop.facts) });
}

/**
 * What is known of a submission from its bytes: names, and whether there is something under each.
 * @param {Pick<Route, "url" | "initiator">} route
 * @param {Sendable | null} sendable
 * @returns {Facts}
 */
export function factsOf({ url, initiator }, sendable) {
  const names = URL.canParse(url) ? [...new Set(new URL(url).searchParams.keys())] : [];
  const fields = (sendable?.entries ?? []).slice(0, 200).map(([name, value]) => ({
    name: name.slice(0, 256),
    id: "",
    control: value?.includes("\n") ? "textarea" : "input",
    type: "",
    autocomplete: "",
    label: "",
    placeholder: "",
    filled: !!value,
  }));
  return {
    page: { url: initiator === "null" ? "" : initiator + "/" },
    form: { id: "", name: "", index: -1 },
    target: { url: hide(url, sendable), queryNames: names.slice(0, 50).map((name) => name.slice(0, 256)), method: "post", enctype: sendable?.enctype ?? "", context: "_self" },
    fields,
  };
}

/**
 * The address, with "…" for what of its path is in the entries too, as content/facts.js writes it: before the person has
 * decided, nothing typed is asked for over https either.
 * @param {string} url
 * @param {Sendable | null} sendable
 */
function hide(url, sendable) {
  if (!sendable || !/^https?:/.test(url)) return plain(url);
  const { origin, pathname } = new URL(url);
  // text/plain is read as one entry, which holds the lines of all.
  const texts = sendable.entries.flatMap(([, value]) => (sendable.enctype === "text/plain" ? (value ?? "").split("\r\n").flatMap(endings) : (value ?? "")));
  const values = [...new Set(texts.filter((text) => text.length <= 2 * pathname.length).map(squeeze))].filter(Boolean);
  const tells = (/** @type {string} */ part) => {
    const text = decode(part);
    return text === null || values.some((value) => text === value || (value.length > 2 && text.includes(value)));
  };
  const shown = pathname.split("/").map((part) => (part && tells(part) ? "…" : part)).join("/");
  const across = values.some((value) => value.length > 2 && value.includes("/") && decode(shown)?.includes(value));
  /^/.exec(""); // as in body.js
  return (origin + (across ? "/…" : shown)).slice(0, 2048);
}

/** A line, and what may be its value. @param {string} line */
function endings(line) {
  return [line, line.slice(line.indexOf("=") + 1)];
}

/** Case, spaces and hyphens do not hide a value. @param {string} text */
function squeeze(text) {
  return text.toLowerCase().replace(/[\s-]+/g, "");
}

/** null: what it says cannot be read. @param {string} part */
function decode(part) {
  try {
    return squeeze(decodeURIComponent(part));
  } catch {
    return null;
  }
}

/**
 * The person sends it after all. Nobody can send it twice: it is taken away before anything is waited for.
 * @param {Stop} stop
 * @param {chrome.runtime.Port} asking
 * @param {"once" | "encrypted"} answer
 */
async function send(stop, asking, answer) {
  const { id, route, page, bytes, type } = stop;
  if (!stops.delete(id) || !route || !page) return;
  clearTimeout(stop.late);
  const sendable = entries(bytes, type);
  bytes.fill(0);
  if (sendable === null || sendable === "files") return post(page, { type: "gone" });
  const url = answer === "encrypted" ? route.url.replace(/^http:/, "https:") : route.url;
  try {
    await permitOwn(page.sender?.tab?.id ?? -1, url, originHeader(route, url));
  } catch (error) {
    console.error("Formtrace: the network rules:", error);
    return post(page, { type: "gone" });
  }
  post(page, { type: "send", url, ...sendable });
  void history.answered(id, answer);
  if (asking !== page) post(asking, { type: "sent" });
}

/**
 * The Origin header that it would have had: Fetch, "append a request Origin header", under the default referrer policy.
 * @param {Route} route
 * @param {string} url
 */
function originHeader({ initiator, tainted: dirty }, url) {
  return dirty || (initiator.startsWith("https:") && url.startsWith("http:")) ? "null" : initiator;
}

/** @param {chrome.runtime.Port | null} port @param {ToStopped} message */
function post(port, message) {
  try {
    port?.postMessage(message);
  } catch {
    // the page has gone
  }
}
