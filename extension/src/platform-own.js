// Where the browsers differ for the background and the extension's own pages. What differs for the content scripts is in
// platform.js; nothing differs elsewhere.

const firefox = chrome.runtime.getURL("").startsWith("moz-extension:");

/** May a request wait for the person? In Firefox it may: background/held.js. Chromium has rules instead: background/network.js. */
export const holds = firefox;

/** Does the browser tell whether something lies over a part of a page? (IntersectionObserver v2; Firefox does not have it.) */
export const seesCover = !firefox;

/** Does a page of ours run in a frame of a document with this origin? (In Firefox not where it has none.) @param {string} origin */
export const runsIn = (origin) => !firefox || origin !== "null";

/** What a window of the extension's own is made with: Firefox lets a script close only what says so. */
const ownWindow = /** @type {chrome.windows.CreateData} */ ({ type: "popup", width: 620, height: 680, ...(firefox && { allowScriptsToClose: true }) });

/**
 * Shows a page of the extension's own where no page can cover it: in a window, or where there are none (Firefox for
 * Android), in a tab.
 * @param {string} url
 * @param {boolean} [incognito]
 * @returns {Promise<unknown>} rejects when it cannot be shown
 */
export async function openOwn(url, incognito) {
  if (!chrome.windows?.create) return chrome.tabs.create({ url });
  return chrome.windows.create({ ...ownWindow, url, ...(incognito !== undefined && { incognito }) });
}

/** Closes what openOwn showed; to be called there. */
export async function closeOwn() {
  window.close(); // not a tab, which no script has opened
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}

/** @type {Platform} */
globalThis.formtracePlatform = /** @type {Platform} */ (/** @type {Pick<Platform, "reply" | "origin">} */ ({
  /** Where an answer to a sender goes: to that document where the browser can name it, else to that frame. */
  reply(sender) {
    return sender.documentId ? { documentId: sender.documentId } : { frameId: sender.frameId ?? 0 };
  },

  /** The origin of a sender's document. Firefox before 126 leaves it out. */
  origin(sender) {
    if (sender.origin) return sender.origin;
    try {
      return new URL(sender.url ?? "").origin;
    } catch {
      return "null";
    }
  },
}));

/**
 * What the browser itself can say of a host. resolve: undefined where it does not.
 * @typedef {object} Own
 * @property {((host: string) => Promise<{ addresses: string[], canonicalName?: string }>) | undefined} resolve
 * @property {(requestId: string) => Promise<Dossier | null>} certificate of an answer that is held up just now; null where it came without
 */

/** @type {any} */
const browser = chrome;

/** @type {Own} */
export const platform = {
  resolve: firefox ? (host) => browser.dns.resolve(host, ["canonical_name"]) : undefined,
  async certificate(requestId) {
    const { certificates, state, errorMessage, isUntrusted, isDomainMismatch, isNotValidAtThisTime } = await browser.webRequest.getSecurityInfo(requestId, { certificateChain: true });
    const [leaf] = certificates ?? [];
    if (!leaf) return null;
    const part = (/** @type {string} */ name, /** @type {string} */ kind) => new RegExp(`(?:^|,)${kind}=("[^"]*"|[^,]*)`).exec(name)?.[1]?.replaceAll('"', "") ?? "";
    const day = (/** @type {number} */ time) => new Date(time).toISOString().replace(/\.\d+/, "");
    const reason = isDomainMismatch ? "another name" : isNotValidAtThisTime ? "not valid at this time" : isUntrusted ? "an issuer that is not trusted" : (errorMessage ?? "");
    return {
      source: "a connection of the browser's own",
      asOf: day(Date.now()),
      ttl: 3_600,
      error: "",
      organisation: part(leaf.subject, "O"),
      names: [part(leaf.subject, "CN")].filter(Boolean),
      wildcard: part(leaf.subject, "CN").startsWith("*."),
      issuer: part(leaf.issuer, "O") || part(leaf.issuer, "CN"),
      notBefore: day(leaf.validity.start),
      notAfter: day(leaf.validity.end),
      verified: state === "secure" && !reason,
      reason,
    };
  },
};
