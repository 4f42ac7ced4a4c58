// The client of the worker the person chose: dossier(worker, host, asker) answers what the worker knows about a host, and
// lookups() what was asked. Only a host's name leaves the machine, and only to that worker.

import { workerOrigin } from "./settings.js";

const TIMEOUT = 2_000;
const PATIENT = 12_000; // where a person waits for all of it
const MAX_BYTES = 256 * 1024;
const NEW_HOSTS_A_PAGE = 5;
const KEPT_PAGES = 200;
const KEPT_LOOKUPS = 100;
const KEPT_DOSSIERS = 200;
const FAILED_FOR = 30; // seconds

/** @typedef {{ tab: number, page: string, incognito: boolean }} Asker */

/**
 * How asking ended, in the inspector's words: done (now, or before and kept), failed (asked, no answer), limit (not
 * asked: the page has led to too many hosts), off (not asked: there is no worker). Who asks sees to "never" (not asked:
 * the organisation has named it).
 * @typedef {{ asked: "done" | "failed" | "limit" | "off", dossier?: Dossier }} Outcome
 */

/** @type {Map<string, { until: number, answer: Promise<Dossier | null> }>} */
const cache = new Map();
/**
 * The hosts asked for, by tab and the page's origin: it can give itself any number of addresses, and going elsewhere and
 * back is no new page either.
 * @type {Map<string, Set<string>>}
 */
const asked = new Map();

/**
 * The dossier of a host, or why there is none.
 * @param {string} worker
 * @param {string} host
 * @param {Asker} asker
 * @returns {Promise<Outcome>}
 */
export async function dossier(worker, host, asker) {
  const origin = workerOrigin(worker);
  if (!origin) return { asked: "off" };
  const key = origin + " " + host;
  const kept = cache.get(key);
  if (kept && kept.until > Date.now()) return outcome(await kept.answer);
  if (!allowed(host, asker)) return { asked: "limit" };
  const answer = request(origin, host);
  const entry = { until: Date.now() + TIMEOUT * 2, answer };
  cache.delete(key);
  cache.set(key, entry);
  if (cache.size > KEPT_DOSSIERS) cache.delete(/** @type {string} */ (cache.keys().next().value));
  const found = await answer;
  entry.until = Date.now() + 1000 * (found ? lifetime(found) : FAILED_FOR);
  await record({ host, worker: origin, at: Date.now(), outcome: found ? "found" : "failed", incognito: asker.incognito });
  return outcome(found);
}

/**
 * Everything that the worker can say about a host, for a person who asks for just that: the limit for pages does not
 * count, and there is time for the slow sections.
 * @param {string} worker
 * @param {string} host
 * @param {boolean} http the worker is to visit the host, too
 * @param {boolean} incognito
 * @returns {Promise<Outcome>}
 */
export async function everything(worker, host, http, incognito) {
  const origin = workerOrigin(worker);
  if (!origin) return { asked: "off" };
  const parts = await Promise.all([QUICK + ",mail", SLOW, ...(http ? ["http"] : [])].map((include) => sections(origin, host, include, PATIENT)));
  const found = parts[0] ? Object.assign({}, ...parts) : null;
  await record({ host, worker: origin, at: Date.now(), outcome: found ? "found" : "failed", incognito });
  return outcome(found);
}

/** @param {Dossier | null} found @returns {Outcome} */
function outcome(found) {
  return found ? { asked: "done", dossier: found } : { asked: "failed" };
}

/** What was looked up since the browser started, newest first. @returns {Promise<LookUp[]>} */
export async function lookups() {
  const { lookups: kept } = await chrome.storage.session.get({ lookups: [] });
  return /** @type {LookUp[]} */ (kept);
}

/** Forgets answers: the worker has changed. */
export function forgetDossiers() {
  cache.clear();
}

/** A tab is gone. @param {number} tab */
export function forgetTab(tab) {
  for (const key of [...asked.keys()]) if (key.startsWith(tab + " ")) asked.delete(key);
}

/**
 * Does a worker answer at this address?
 * @param {string} address
 * @returns {Promise<WorkerHealth>}
 */
export async function health(address) {
  const origin = workerOrigin(address);
  if (!origin) return { ok: false, detail: "address" };
  try {
    const answer = await get(origin + "/v1/health", 5_000);
    const status = JSON.parse(answer);
    if (status.status === "ok") return { ok: true, detail: "answers" };
    return { ok: false, detail: "other" };
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    return { ok: false, detail: late ? "late" : "silent" };
  }
}

/**
 * @param {string} host
 * @param {Asker} asker
 */
function allowed(host, { tab, page }) {
  const key = tab + " " + (URL.canParse(page) ? new URL(page).origin : page);
  const hosts = asked.get(key) ?? new Set();
  asked.delete(key);
  asked.set(key, hosts);
  if (asked.size > KEPT_PAGES) asked.delete(/** @type {string} */ (asked.keys().next().value));
  if (!hosts.has(host) && hosts.size >= NEW_HOSTS_A_PAGE) return false;
  hosts.add(host);
  return true;
}

/** What is asked for. The second part may be slow: the first does not wait for it longer than for anything else. */
const QUICK = "dns,hosting";
const SLOW = "registration,certificate";

/**
 * @param {string} origin
 * @param {string} host
 * @returns {Promise<Dossier | null>}
 */
async function request(origin, host) {
  const [quick, slow] = await Promise.all([sections(origin, host, QUICK), sections(origin, host, SLOW)]);
  return quick && { ...slow, ...quick };
}

/**
 * @param {string} origin
 * @param {string} host
 * @param {string} include
 * @param {number} [timeout]
 * @returns {Promise<Dossier | null>}
 */
async function sections(origin, host, include, timeout = TIMEOUT) {
  try {
    const answer = JSON.parse(await get(`${origin}/v1/hosts/${encodeURIComponent(host)}?include=${include}`, timeout));
    return typeof answer === "object" && answer !== null && answer.host === host ? answer : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} url
 * @param {number} timeout
 */
async function get(url, timeout) {
  const answer = await fetch(url, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
    cache: "no-store", // kept in memory only, for its own time
    signal: AbortSignal.timeout(timeout),
  });
  if (!answer.ok) throw new Error("status " + answer.status);
  const text = await answer.text();
  if (text.length > MAX_BYTES) throw new Error("too long");
  return text;
}

/** The shortest time that any section is good for, in seconds: a minute to a day. @param {Dossier} found */
function lifetime(found) {
  const times = Object.values(found)
    .map((section) => (typeof section === "object" && section !== null && "ttl" in section ? Number(section.ttl) : NaN))
    .filter((ttl) => ttl >= 0);
  return Math.min(86_400, Math.max(60, Math.min(3_600, ...times)));
}

/** Newest first. @type {LookUp[]} */
let unwritten = [];
let writing = Promise.resolve();

/** Notes a look-up in the list; several at once are one write. @param {LookUp} entry */
export function record(entry) {
  unwritten.unshift(entry);
  if (unwritten.length > 1) return writing;
  writing = writing.catch(() => {}).then(async () => {
    const fresh = unwritten;
    unwritten = [];
    const kept = await lookups();
    await chrome.storage.session.set({ lookups: [...fresh, ...kept].slice(0, KEPT_LOOKUPS) });
  });
  return writing;
}
