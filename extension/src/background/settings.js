// What the person chose, or their organisation for them: settings() answers it, from storage; isOff(site) and
// switchSite(site, off) are about one site.

import { chosen, managed } from "./managed.js";

const MAX_SITES = 1_000;

/** @returns {Promise<Settings>} */
export async function settings() {
  const [own, { values }] = await Promise.all([chrome.storage.local.get(["home", "homeGuess", "worker", "leaks", "lookups", "strictness", "history"]), managed()]);
  const stored = /** @type {Partial<Stored>} */ ({ ...own, ...values });
  const home = country(stored.home ?? stored.homeGuess);
  return {
    home,
    guessed: stored.home === undefined && home !== "",
    worker: workerOrigin(stored.worker ?? "") ?? "",
    leaks: oneOf(LEAKS, stored.leaks),
    lookups: oneOf(LOOKUPS, stored.lookups),
    strictness: oneOf(STRICTNESS, stored.strictness),
    history: oneOf(HISTORY, stored.history),
  };
}

/** When hosts are looked up; the first counts until one is chosen. @type {Settings["lookups"][]} */
export const LOOKUPS = ["leaving", "always", "off"];
/** What becomes of a script's request while the person types; the first counts until one is chosen. @type {Settings["leaks"][]} */
export const LEAKS = ["report", "refuse"];
/** What interrupts; the first counts until one is chosen. @type {Settings["strictness"][]} */
export const STRICTNESS = ["warnings", "dangers", "notices"];
/** Whether a history is kept; the first counts until one is chosen. @type {Settings["history"][]} */
export const HISTORY = ["on", "off"];

/**
 * Has the person switched Formtrace off for a site?
 * @param {string} site registrable domain
 */
export async function isOff(site) {
  return site !== "" && (await sitesOff()).includes(site);
}

/** @param {string} site @param {boolean} off */
export async function switchSite(site, off) {
  if ((await managed()).values.off) return; // the organisation has said for which
  const others = (await sitesOff()).filter((other) => other !== site);
  await chrome.storage.local.set({ off: off ? [...others, site].slice(-MAX_SITES) : others });
}

/** The sites that Formtrace is switched off for. @returns {Promise<string[]>} */
export async function sitesOff() {
  const { off } = await chosen({ off: [] });
  return /** @type {string[]} */ (off);
}

/**
 * A permission was taken back; if it was Firefox's to tell host names, nobody is asked any more.
 * @param {object} removed
 */
export async function withdrawn(removed) {
  const { data_collection: collected = [] } = /** @type {{ data_collection?: string[] }} */ (removed);
  if (collected.includes("browsingActivity")) await chrome.storage.local.set({ worker: "" });
}

/**
 * At installation: guesses the home from the browser's language ("en-GB" is GB; "en" is nobody's; many a British browser
 * says "en-US") and opens the page of the first run, so that the person chooses. Does nothing the next time.
 */
export async function guessHome() {
  const { homeGuess } = await chrome.storage.local.get("homeGuess");
  if (homeGuess !== undefined) return;
  await chrome.storage.local.set({ homeGuess: country(new Intl.Locale(navigator.language).region) });
  await chrome.tabs.create({ url: chrome.runtime.getURL("welcome/welcome.html") });
}

/**
 * The origin of a worker's address: https, or http to localhost or 127.0.0.1 (the manifest's connect-src allows the same,
 * and cannot name [::1]). null for every other address.
 * @param {string} address
 * @returns {string | null}
 */
export function workerOrigin(address) {
  let url;
  try {
    url = new URL(address.trim());
  } catch {
    return null;
  }
  if (url.username || url.password) return null;
  const loopback = ["localhost", "127.0.0.1"].includes(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && loopback) ? url.origin : null;
}

/** @param {unknown} value */
function country(value) {
  return typeof value === "string" && /^[A-Z]{2}$/.test(value) ? value : "";
}

/** @template {string} Name @param {Name[]} names @param {unknown} value @returns {Name} */
function oneOf(names, value) {
  return names.find((name) => name === value) ?? /** @type {Name} */ (names[0]);
}
