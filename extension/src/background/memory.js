// The memory of targets: where a form with personal data led last time. seen(key) and remember(memory).
//
// Keyed by an HMAC with a random key of this installation, so that the store does not list pages. Written only when a
// submission was sent; 180 days; never in private windows (the caller sees to that).

const DAYS = 180;
const MAX_ENTRIES = 500;
const now = () => Math.floor(Date.now() / 1000);

/** @param {Seen} entry */
const old = ({ kept }) => !(kept > now() - DAYS * 86_400);

/**
 * @param {string} key the report's memory.key
 * @returns {Promise<Seen | undefined>}
 */
export async function seen(key) {
  const { memory } = await stored();
  const entry = memory[await digest(key)];
  return entry && !old(entry) ? entry : undefined;
}

/**
 * Would remember() write something?
 * @param {Report} report
 */
export async function concerns(report) {
  return !!report.memory && (report.memory.keep || (await digest(report.memory.key)) in (await stored()).memory);
}

/**
 * To be called when a submission has been sent, not in private windows.
 * @param {Report} report
 */
export async function remember(report) {
  if (!report.memory) return;
  const { key, keep, host, site, country, scheme, at } = report.memory;
  const id = await digest(key);
  if (!keep && !(id in (await stored()).memory)) return;
  await write((entries) => {
    delete entries[id]; // also where the form has come back to its own site
    if (keep) entries[id] = { host, site, country, scheme, at, kept: now() };
  });
}

/** Takes out what is older than 180 days, also where nothing new is written. */
export async function forgetOld() {
  const { memory } = await stored();
  if (Object.values(memory).some((entry) => old(entry))) await write(() => {});
}

export function forgetTargets() {
  return write((entries) => {
    for (const id of Object.keys(entries)) delete entries[id];
  });
}

/** How many targets are remembered. */
export async function remembered() {
  return Object.keys((await stored()).memory).length;
}

/** What is to be changed by the next write. @type {((entries: Record<string, Seen>) => unknown)[]} */
let waiting = [];
let writing = Promise.resolve();

/** One write after the other; what has come meanwhile goes into one. @param {(entries: Record<string, Seen>) => unknown} change */
function write(change) {
  waiting.push(change);
  if (waiting.length > 1) return writing;
  writing = writing.catch(() => {}).then(async () => {
    const changes = waiting;
    waiting = [];
    const { memory } = await stored();
    changes.forEach((one) => one(memory));
    const kept = Object.entries(memory)
      .filter(([, entry]) => !old(entry))
      .sort(([, a], [, b]) => a.kept - b.kept)
      .slice(-MAX_ENTRIES);
    await chrome.storage.local.set({ memory: Object.fromEntries(kept) });
  });
  return writing;
}

/** @returns {Promise<Pick<Stored, "memory" | "memoryKey">>} */
async function stored() {
  const { memory, memoryKey } = await chrome.storage.local.get({ memory: {}, memoryKey: "" });
  return /** @type {Pick<Stored, "memory" | "memoryKey">} */ ({ memory, memoryKey });
}

/** @type {Promise<CryptoKey> | null} */
let secret = null;

async function loadSecret() {
  let { memoryKey } = await stored();
  if (!memoryKey) {
    memoryKey = base64(crypto.getRandomValues(new Uint8Array(32)));
    await chrome.storage.local.set({ memoryKey });
  }
  const raw = Uint8Array.from(atob(memoryKey), (character) => character.charCodeAt(0));
  return crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

/** @param {string} key */
async function digest(key) {
  secret ??= loadSecret();
  return base64(new Uint8Array(await crypto.subtle.sign("HMAC", await secret, new TextEncoder().encode(key))));
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
