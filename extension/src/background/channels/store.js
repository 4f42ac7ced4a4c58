// What is kept of channels. Bundles are in IndexedDB, by their digest: bytes as they are, of any size, where storage.local
// would hold them as text within 10 MB, and the Cache API wants requests that nobody made. Which bundle of a channel
// counts is one small record in storage.local, its pointer: a bundle is stored first and the pointer is written in one
// piece afterwards, so that whatever breaks off in between changes nothing. The browser may throw IndexedDB away when the
// disk is full; the pointer stays, and with it the version that nothing may go back behind.

const NAME = "formtrace-channels";
const BUNDLES = "bundles";

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(BUNDLES);
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
 * @param {(store: IDBObjectStore) => IDBRequest<Result>} what
 * @returns {Promise<Result>} when all of it is on the disk
 */
async function within(mode, what) {
  const transaction = (await database()).transaction(BUNDLES, mode, mode === "readwrite" ? { durability: "strict" } : {});
  const request = what(transaction.objectStore(BUNDLES));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error("the browser has no room for the bundle"));
  });
}

/** @param {string} digest @returns {Promise<Uint8Array<ArrayBuffer> | null>} null where it is gone */
export async function bundle(digest) {
  const found = await within("readonly", (store) => store.get(digest));
  return found instanceof ArrayBuffer ? new Uint8Array(found) : null;
}

/** @param {string} digest @param {Uint8Array<ArrayBuffer>} data */
export async function keepBundle(digest, data) {
  await within("readwrite", (store) => store.put(data.slice().buffer, digest));
}

/** Removes the bundles that no pointer names. @param {string[]} digests those that one does */
export async function dropOthers(digests) {
  const all = await within("readonly", (store) => store.getAllKeys());
  for (const key of all) if (!digests.includes(String(key))) await within("readwrite", (store) => store.delete(key));
}

const PREFIX = "channel:";

/**
 * What is known of channels, by their ids: of these, or of every one.
 * @param {string[]} [ids]
 * @returns {Promise<Record<string, ChannelState>>}
 */
export async function states(ids) {
  const all = await chrome.storage.local.get(ids ? ids.map((id) => PREFIX + id) : null);
  const found = Object.entries(all).filter(([key]) => key.startsWith(PREFIX));
  return Object.fromEntries(found.map(([key, state]) => [key.slice(PREFIX.length), /** @type {ChannelState} */ (state)]));
}

/** @param {string} id @param {ChannelState} state */
export function keepState(id, state) {
  return chrome.storage.local.set({ [PREFIX + id]: state });
}

/** @param {string} id */
export function forgetState(id) {
  return chrome.storage.local.remove(PREFIX + id);
}

/** Is it the key of a channel's state in storage.local? @param {string} key */
export function isState(key) {
  return key.startsWith(PREFIX);
}
