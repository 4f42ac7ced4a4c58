// The network layer: rules for declarativeNetRequest, which no script of a page can get round. A POST document that a
// rule stops goes to our own page stopped/stopped.html instead (see stopped.js).
//
//   network/cleartext.json  static    stops what goes over http to a public host: there from the first moment, also
//                                     while the background sleeps, after a restart, and after an update
//   stopDangerous()         dynamic   stops what goes to a host that the bundle marks dangerous; kept like the static
//   letQuiet()              session   lets a form's POST over http go that interrupts nobody, as long as its document
//                                     lives; written while the person types, so that sending waits for nothing
//   letAll()                session   an organisation has set that nothing is stopped: at each start of the browser only
//                                     once that has been read
//   permit()                session   the person's consent to one request: ten seconds, and the first one uses it up
//
// Firefox lets a request wait instead: there each of these is done by held.js.
//
// A higher priority wins. Session rules are gone with the browser and with an update; both leave things stopped.

import { holds } from "../platform-own.js";
import * as held from "./held.js";

const QUIET = 10; // above network/cleartext.json
const DANGEROUS = 20;
const ALL = 25; // above what stops
const CONSENT = 30;
const HEADERS = 40; // an allowing rule keeps off what is not above it
export const ONCE_FOR = 10_000;
const MAX_QUIET = 200;

/** @typedef {chrome.declarativeNetRequest.Rule} Rule */
/** @typedef {chrome.declarativeNetRequest.RuleCondition} Condition */
/** @typedef {{ tab: number, document: string, url: string, pair: string }} Owner which document a quiet form's rule was written for, and the pair that the person always allows, "" where none had to be */

const MAIN = /** @type {chrome.declarativeNetRequest.ResourceType[]} */ (["main_frame"]);
const FRAMES = /** @type {chrome.declarativeNetRequest.ResourceType[]} */ (["sub_frame", "object"]);

const POSTS = /** @type {Condition} */ ({
  requestMethods: ["post"],
  resourceTypes: [...MAIN, ...FRAMES],
  isUrlFilterCaseSensitive: true,
});

const net = chrome.declarativeNetRequest;

/** @type {Promise<unknown>} */
let changing = Promise.resolve();

/**
 * Changes the session rules and what is noted of their owners, one change after the other.
 * @param {(rules: Rule[], owners: Record<string, Owner>) => { remove: Rule[], add?: Omit<Rule, "id">[], owner?: Owner }} how
 * @returns {Promise<number[]>} the numbers of the rules added
 */
function change(how) {
  const next = changing.then(async () => {
    const [rules, before] = await Promise.all([net.getSessionRules(), owners()]);
    const { remove, add = [], owner } = how(rules, before);
    // Those of nobody go too: the background was stopped before it had noted whose they are.
    const gone = rules.filter((rule) => remove.includes(rule) || (rule.priority === QUIET && !before[rule.id]));
    let id = Math.max(0, ...rules.map((rule) => rule.id), ...Object.keys(before).map(Number));
    const addRules = add.map((rule) => ({ ...rule, id: ++id }));
    if (gone.length || add.length) await net.updateSessionRules({ removeRuleIds: gone.map((rule) => rule.id), addRules });
    if (gone.length || owner) {
      const left = new Set(rules.filter((rule) => !gone.includes(rule)).map((rule) => String(rule.id)));
      const now = Object.fromEntries(Object.entries(before).filter(([id]) => left.has(id)));
      for (const rule of addRules) if (owner) now[rule.id] = owner;
      await chrome.storage.session.set({ quiet: now });
    }
    return addRules.map((rule) => rule.id);
  });
  changing = next.catch(() => {});
  return next;
}

/**
 * Stops every POST document to these domains and to what is under them.
 * @param {string[]} domains
 */
export async function stopDangerous(domains) {
  if (holds) return held.stopDangerous(domains);
  const before = await net.getDynamicRules();
  const known = before.flatMap(({ condition }) => condition.requestDomains ?? []);
  if (before.length <= 1 && known.join() === domains.join()) return;
  /** @type {Rule[]} */
  const addRules = !domains.length
    ? []
    : [{ id: 1, priority: DANGEROUS, action: { type: "redirect", redirect: { extensionPath: "/stopped/stopped.html" } }, condition: { ...POSTS, requestDomains: domains } }];
  await net.updateDynamicRules({ removeRuleIds: before.map(({ id }) => id), addRules });
}

/** Stops nothing from now on, or again what is to be stopped. @param {boolean} all */
export async function letAll(all) {
  if (holds) return; // held.js asks each time
  await change((rules) => {
    const there = rules.filter(({ priority }) => priority === ALL);
    if (all === there.length > 0) return { remove: [] };
    return { remove: there, add: all ? [{ priority: ALL, action: { type: "allow" }, condition: POSTS }] : [] };
  });
}

/** At the start of the background: consent that it does not remember is none. */
export async function forgetConsents() {
  if (!holds) await change((rules) => ({ remove: rules.filter(({ priority = 0 }) => priority >= CONSENT) }));
}

/**
 * The URL filters for a target: exact but for the query's values, the fragment, and what was typed into its path, none of
 * which the background is told. (Chromium shows the rules a URL with its fragment.) None for a path with a sign that means
 * more than itself in a filter: it is stopped, and asked about there.
 * @param {TargetFacts} target
 */
function filters({ url, queryNames }) {
  if (/[*^|]/.test(url)) return [];
  const base = "|" + url.replaceAll("…", "*");
  return [base + "|", base + "#*", queryNames.length ? base + "?*" : base + "?|"];
}

/** A document's host, as rules name who begins a request; undefined where it has none of its own. @param {string} origin */
function initiators(origin) {
  const host = URL.canParse(origin) ? new URL(origin).hostname : "";
  return host && !host.startsWith("[") ? [host] : undefined;
}

/** Does the answer come into the tab that sends? @param {TargetFacts} target */
export const staysInTab = ({ context }) => /^_(self|parent|top)$/.test(context);

/** Would the network layer stop it? @param {Report} report */
export function stops({ target, operator }) {
  return target.method === "post" && ((target.scheme === "http" && target.network === "public") || operator?.role === "dangerous");
}

// ---- quiet forms ----------------------------------------------------------------------------------------------------

/** By the rule's number. Only change() asks: what it has read stays true until it has written. @returns {Promise<Record<string, Owner>>} */
async function owners() {
  const { quiet } = await chrome.storage.session.get({ quiet: {} });
  return /** @type {Record<string, Owner>} */ (quiet);
}

/**
 * Lets this document's form go, which has been judged and interrupts nobody.
 * @param {MessageSender} sender
 * @param {TargetFacts} target
 * @param {string} pair by which it interrupts nobody; "" where it needs none
 */
export async function letQuiet(sender, target, pair) {
  if (holds) return held.letQuiet(sender, target, pair);
  const tab = sender.tab?.id ?? -1;
  const document = name(sender);
  const initiatorDomains = initiators(formtracePlatform.origin(sender));
  const tabIds = staysInTab(target) ? [tab] : undefined;
  const urlFilters = filters(target);
  // Nothing to tell it apart by, or a path that holds what was typed: it is stopped.
  if ((!tabIds && !initiatorDomains) || !urlFilters.length || target.url.includes("…")) return;
  const condition = { ...POSTS, ...(initiatorDomains && { initiatorDomains }), ...(tabIds && { tabIds }) };
  await change((rules, own) => {
    const mine = rules.filter(({ id }) => own[id]?.document === document && own[id]?.url === target.url);
    if (mine.some(({ id }) => own[id]?.pair === pair)) return { remove: [] };
    const quiet = rules.filter(({ priority }) => priority === QUIET).sort((a, b) => a.id - b.id);
    return {
      remove: [...mine, ...quiet.slice(0, Math.max(0, quiet.length - MAX_QUIET))],
      add: urlFilters.map((urlFilter) => ({ priority: QUIET, action: { type: "allow" }, condition: { ...condition, urlFilter } })),
      owner: { tab, document, url: target.url, pair },
    };
  });
}

/**
 * Takes back what was let go: of one target of a document, or of all of them.
 * @param {MessageSender} sender
 * @param {string} [url]
 */
export function stopQuiet(sender, url) {
  if (holds) return held.stopQuiet(sender, url);
  return drop((owner) => owner.document === name(sender) && (url === undefined || owner.url === url));
}

/** A tab is gone. @param {number} tab */
export function forgetTab(tab) {
  if (holds) return held.forgetTab(tab);
  return drop((owner) => owner.tab === tab);
}

/** Takes back what was let go for a pair that is not among those that the person always allows. @param {string[]} pairs */
export function keepPairs(pairs) {
  if (holds) return held.keepPairs(pairs);
  return drop((owner) => owner.pair !== "" && !pairs.includes(owner.pair));
}

/** @param {(owner: Owner) => boolean} whose */
async function drop(whose) {
  await change((rules, own) => ({
    remove: rules.filter(({ id, priority }) => {
      const owner = own[id];
      return priority === QUIET && owner !== undefined && whose(owner);
    }),
  }));
}

/** A document's name. @param {MessageSender} sender */
function name(sender) {
  return sender.documentId ?? `${sender.tab?.id} ${sender.frameId}`;
}

// ---- consent --------------------------------------------------------------------------------------------------------

/**
 * Lets one request go to which the person has agreed: before it is sent, for ten seconds, and the first one ends it. It
 * is bound to all that a rule can tell: tab, kind of frame, host of the page, target, method. (Which frame, it cannot: see
 * expect() in stopped.js.)
 * @param {Question} question
 */
export async function permit(question) {
  if (holds) return held.permit(question);
  const { tab, origin, at, facts: { target } } = question;
  return permitted({ urlFilters: filters(target), tab: staysInTab(target) ? tab : undefined, origin, is: leads(target), types: kinds(target, at !== 0) });
}

/**
 * Does a URL lead to a target, as far as the background is told of it?
 * @param {TargetFacts} target
 * @returns {(url: string) => boolean}
 */
export function leads({ url }) {
  const plainly = new RegExp("^" + url.split("…").map(literally).join("[^?#]*") + "([?#]|$)");
  return (sent) => plainly.test(sent);
}

/**
 * In which kinds of frame the answer will be shown.
 * @param {TargetFacts} target
 * @param {boolean} framed the form is in a frame
 */
export function kinds({ context }, framed) {
  if (/^_(blank|top)$/.test(context) || (context === "_self" && !framed)) return MAIN;
  return context === "_self" ? FRAMES : [...MAIN, ...FRAMES];
}

/**
 * The same for a page of ours that sends what was stopped. No page of the web can take its place: the request comes from
 * our own origin. It carries the Origin header that it would have had.
 * @param {number} tab
 * @param {string} url
 * @param {string} header
 */
export function permitOwn(tab, url, header) {
  const exact = url.replace(/#.*/s, "");
  const urlFilters = ["|" + exact + "|", "|" + exact + "#*"];
  return permitted({ urlFilters, tab, origin: chrome.runtime.getURL(""), is: (sent) => sent.replace(/#.*/s, "") === exact, header });
}

/**
 * @param {{ urlFilters: string[], tab?: number, origin: string, is: (url: string) => boolean, types?: chrome.declarativeNetRequest.ResourceType[], header?: string }} consent
 */
async function permitted({ urlFilters, tab, origin, is, types = [...MAIN, ...FRAMES], header }) {
  if (!urlFilters.length) return;
  const own = origin === chrome.runtime.getURL("");
  const initiatorDomains = own ? [chrome.runtime.id] : initiators(origin);
  const condition = { ...POSTS, resourceTypes: types, ...(initiatorDomains && { initiatorDomains }), ...(tab !== undefined && { tabIds: [tab] }) };
  /** @type {Omit<Rule, "id">[]} */
  const add = urlFilters.map((urlFilter) => ({ priority: CONSENT, action: { type: "allow" }, condition: { ...condition, urlFilter } }));
  if (header !== undefined) {
    for (const urlFilter of urlFilters) {
      const requestHeaders = [{ header: "origin", operation: /** @type {const} */ ("set"), value: header }];
      add.push({ priority: HEADERS, action: { type: "modifyHeaders", requestHeaders }, condition: { ...condition, urlFilter } });
    }
  }
  /** @type {number[]} */
  let ids = [];
  const end = () => {
    clearTimeout(late);
    chrome.webRequest.onBeforeRequest.removeListener(use);
    // Directly, and not after the other changes: until it is done another request could go the same way.
    void net.updateSessionRules({ removeRuleIds: ids });
  };
  const use = (/** @type {{ method: string, url: string, tabId: number, type: string }} */ { method, url, tabId, type }) => {
    const mine = method === "POST" && is(url) && (tab === undefined || tabId === tab) && types.some((one) => one === type);
    if (ids.length && mine) end();
    return undefined;
  };
  // Listened for before the rules are there: what comes until then is stopped, and uses nothing up.
  chrome.webRequest.onBeforeRequest.addListener(use, { urls: ["http://*/*", "https://*/*"], types: ["main_frame", "sub_frame", "object"] });
  ids = await change(() => ({ remove: [], add }));
  const late = setTimeout(end, ONCE_FOR);
}

/** As a part of a regular expression. @param {string} text */
function literally(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
