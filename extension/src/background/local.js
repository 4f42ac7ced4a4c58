// What the browser itself knows of a host, where it tells (Firefox): local(host) answers sections of a dossier, asked for
// before any worker, and without one. The addresses are its own resolver's, which it would ask anyway to send; the
// certificate is that of a connection it has made, as for something in the page, and no connection is made for it.

import { platform } from "../platform-own.js";

const PATIENCE = 1_000; // for the resolver
const WATCHED_FOR = 5 * 60_000;
const MAX_KEPT = 200;

/** @type {Map<string, Dossier>} */
const certificates = new Map();
/** The hosts whose connections are looked at. @type {Map<string, () => void>} */
const watched = new Map();

/**
 * @param {string} host
 * @returns {Promise<Dossier | null>} null: nothing is known
 */
export async function local(host) {
  if (!platform.resolve) return null;
  watch(host);
  const dns = await addresses(host);
  const certificate = certificates.get(host);
  return dns || certificate ? { host, asOf: now(), ...(dns && { dns }), ...(certificate && { certificate }) } : null;
}

/** To the second, as a worker writes it. */
const now = () => new Date().toISOString().replace(/\.\d+/, "");

/** @param {string} host @returns {Promise<Dossier | null>} null: it does not say, for whatever reason */
async function addresses(host) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const found = await Promise.race([platform.resolve?.(host).catch(() => null), late]);
  if (!found?.addresses.length) return null;
  const aliases = found.canonicalName && found.canonicalName !== host ? [found.canonicalName] : [];
  return { source: "the browser's resolver", asOf: now(), ttl: 60, error: "", status: "found", addresses: found.addresses, aliases, scope: "" };
}

/**
 * From now on looks at the certificates of connections to this host. Only while somebody is about to send something there:
 * a listener that may read them holds each answer up for a moment.
 * @param {string} host
 */
function watch(host) {
  if (watched.has(host)) return;
  /** @param {{ requestId: string, incognito?: boolean }} details */
  const answered = async ({ requestId, incognito }) => {
    const certificate = incognito ? null : await platform.certificate(requestId).catch(() => null);
    if (certificate) certificates.set(host, certificate);
    if (certificates.size > MAX_KEPT) certificates.delete(/** @type {string} */ (certificates.keys().next().value));
    return {};
  };
  const stop = () => {
    chrome.webRequest.onHeadersReceived.removeListener(/** @type {any} */ (answered));
    watched.delete(host);
  };
  chrome.webRequest.onHeadersReceived.addListener(/** @type {any} */ (answered), { urls: [`https://${host}/*`] }, ["blocking"]);
  watched.set(host, stop);
  setTimeout(stop, WATCHED_FOR);
}
