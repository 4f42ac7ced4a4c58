// The history of interruptions: record(id, event, decision, …) writes that something was held, stopped or warned of, and
// answered(id, outcome) what the person chose. all(), clear(site) and forgetOld() are for the page that shows it.
//
// It names sites, hosts and kinds of fields: no path, no title, no value. Nothing is written for a private window, nor
// while the history is switched off. Nobody waits for a write, and none of them fails for its caller. What is written first
// is "unanswered", which stays true if the background is stopped before there is an answer.
//
// In IndexedDB, where an entry is added without all others being written again. A page that sends again and again fills
// one entry for an hour, and all pages of a site have a tenth of the room: no page pushes out what others did.

import { settings } from "./settings.js";

export const DAYS = 180;
export const MAX_ENTRIES = 2_000;
export const MAX_OF_A_SITE = 200;
const MINUTE = 60_000;
const TOGETHER = 60 * MINUTE;
const LOOK_BACK = 50; // entries, for one that it can be added to
const MAX_FINDINGS = 20;
const NAME = "formtrace-history";
const ENTRIES = "entries";

/** @typedef {Interruption & { of?: string }} Kept `of`: the question or stopped submission that is not settled yet */

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(ENTRIES, { autoIncrement: true });
      for (const index of ["at", "page", "of"]) store.createIndex(index, index);
    };
    request.onsuccess = () => {
      request.result.onclose = () => (opened = null);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opened.catch(() => (opened = null));
  return /** @type {Promise<IDBDatabase>} */ (opened);
}

/**
 * @template Result
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => Promise<Result>} what waits for nothing but the store's own requests
 * @returns {Promise<Result>} when all of it is done
 */
async function within(mode, what) {
  const transaction = (await database()).transaction(ENTRIES, mode);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error("the browser has no room for the history"));
  });
  const [result] = await Promise.all([what(transaction.objectStore(ENTRIES)), done]);
  return result;
}

/** @template Result @param {IDBRequest<Result>} request @returns {Promise<Result>} */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Goes through entries until `see` says false.
 * @param {IDBRequest<IDBCursorWithValue | null>} request
 * @param {(cursor: IDBCursorWithValue) => boolean} see
 * @returns {Promise<void>}
 */
function each(request, see) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      if (request.result && see(request.result)) request.result.continue();
      else resolve();
    };
    request.onerror = () => reject(request.error);
  });
}

/** Deletes what a cursor finds first. @param {IDBRequest<IDBCursorWithValue | null>} request @param {number} count */
function drop(request, count) {
  return each(request, (cursor) => {
    if (count-- <= 0) return false;
    cursor.delete();
    return true;
  });
}

/** @type {Promise<void>} */
let writing = Promise.resolve();

/** One write after the other; nothing while the history is off. @param {(store: IDBObjectStore) => Promise<void>} what */
function write(what) {
  writing = writing
    .then(async () => {
      if ((await settings()).history === "on") await within("readwrite", what);
    })
    .catch((error) => console.error("Formtrace: the history:", error));
  return writing;
}

/**
 * Writes that there was an interruption. The same one, told twice, is written once.
 * @param {string} id names what the person is asked about, for answered(); "" where nobody is asked
 * @param {Interruption["event"]} event
 * @param {import("./decide.js").Decision} decision
 * @param {boolean} incognito
 * @param {Interruption["outcome"]} [outcome]
 */
export function record(id, event, { report, request }, incognito, outcome = "unanswered") {
  if (incognito) return Promise.resolve();
  const { page, target, verdict, findings, kinds } = report;
  /** @type {Kept} */
  const entry = {
    at: minute(),
    event,
    page: page.site || page.host,
    target: target.site || target.host,
    // Within the page's own site the name may be of the person's own making, as in NAME.example.com.
    host: (target.sameSite && target.site) || target.host,
    verdict,
    findings: findings.slice(0, MAX_FINDINGS).map(({ rule, verdict, title }) => ({ rule, verdict, title })),
    kinds,
    way: request.script ? (request.script.early ? "early" : "script") : "form",
    outcome,
    times: 1,
    ...(id && { of: id }),
  };
  return write(async (store) => {
    if (id && (await answer(store.index("of").getKey(id))) !== undefined) return;
    if (await together(store, entry)) return;
    await answer(store.add(entry));
    await bound(store, entry.page);
  });
}

const minute = () => Math.floor(Date.now() / MINUTE) * MINUTE;

/** Adds to an entry of the last hour that is settled and the same, where there is one. @param {IDBObjectStore} store @param {Kept} entry */
async function together(store, entry) {
  const same = (/** @type {Kept} */ one) =>
    !one.of && /** @type {const} */ (["event", "page", "host", "way", "outcome"]).every((name) => one[name] === entry[name]);
  let found = false;
  let left = LOOK_BACK;
  await each(store.openCursor(null, "prev"), (cursor) => {
    const one = /** @type {Kept} */ (cursor.value);
    if (same(one) && entry.at - one.at < TOGETHER) {
      found = true;
      cursor.update({ ...entry, at: one.at, kinds: [...new Set([...one.kinds, ...entry.kinds])], times: one.times + 1 });
    }
    return !found && --left > 0;
  });
  return found;
}

/** @param {IDBObjectStore} store @param {string} page the one that has just been added to */
async function bound(store, page) {
  await drop(store.index("at").openCursor(IDBKeyRange.upperBound(oldest())), Infinity);
  const ofPage = store.index("page");
  const many = (await answer(ofPage.count(page))) - MAX_OF_A_SITE;
  if (many > 0) await drop(ofPage.openCursor(page), many);
  const more = (await answer(store.count())) - MAX_ENTRIES;
  if (more > 0) await drop(store.openCursor(), more);
}

const oldest = () => Date.now() - DAYS * 24 * 60 * MINUTE;

/**
 * What is asked about is settled: that is what became of it, this time. The times before stay unanswered.
 * @param {string} id as in record()
 * @param {Interruption["outcome"]} outcome
 */
export function answered(id, outcome) {
  return write(async (store) => {
    const key = await answer(store.index("of").getKey(id));
    if (key === undefined) return;
    const { of, ...entry } = /** @type {Kept} */ (await answer(store.get(key)));
    const before = outcome === entry.outcome ? 0 : entry.times - 1;
    await answer(store.put({ ...entry, ...(before ? { times: before } : { outcome }) }, key));
    if (!before) return;
    await answer(store.add({ ...entry, at: minute(), outcome, times: 1 }));
    await bound(store, entry.page);
  });
}

/** Every entry, the newest first. @returns {Promise<Interruption[]>} */
export async function all() {
  const kept = /** @type {Kept[]} */ (await within("readonly", (store) => answer(store.getAll())));
  const entries = kept.filter(({ at }) => at > oldest()).map(({ of, ...entry }) => entry);
  return entries.reverse().sort((a, b) => b.at - a.at);
}

/**
 * Also where the history is switched off.
 * @param {string} [page] only what is of this page's site
 */
export async function clear(page) {
  await within("readwrite", async (store) => {
    if (page === undefined) await answer(store.clear());
    else await drop(store.index("page").openCursor(page), Infinity);
  });
}

/** Takes out what is older than 180 days, also where nothing new is written. */
export async function forgetOld() {
  await within("readwrite", (store) => drop(store.index("at").openCursor(IDBKeyRange.upperBound(oldest())), Infinity)).catch((error) =>
    console.error("Formtrace: the history:", error),
  );
}
