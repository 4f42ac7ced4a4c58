// What the person chose: settings() answers it, from storage.

/** @returns {Promise<Settings>} */
export async function settings() {
  const stored = /** @type {Partial<Stored>} */ (await chrome.storage.local.get(["home", "homeGuess", "worker", "leaks"]));
  const home = country(stored.home ?? stored.homeGuess);
  return {
    home,
    guessed: stored.home === undefined && home !== "",
    worker: workerOrigin(stored.worker ?? "") ?? "",
    leaks: stored.leaks === "refuse" ? "refuse" : "report",
  };
}

/**
 * At installation: guesses the home from the browser's language ("en-GB" is GB; "en" is nobody's; many a British browser
 * says "en-US") and opens the settings, so that the person chooses. Does nothing the next time.
 */
export async function guessHome() {
  const { homeGuess } = await chrome.storage.local.get("homeGuess");
  if (homeGuess !== undefined) return;
  await chrome.storage.local.set({ homeGuess: country(new Intl.Locale(navigator.language).region) });
  await chrome.runtime.openOptionsPage();
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
