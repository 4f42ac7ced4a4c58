// What the person chose: settings() answers home and worker, from storage.

/** @returns {Promise<Settings>} */
export async function settings() {
  const stored = /** @type {Partial<Stored>} */ (await chrome.storage.local.get(["home", "homeGuess", "worker"]));
  return {
    home: country(stored.home ?? stored.homeGuess),
    worker: workerOrigin(stored.worker ?? "") ?? "",
  };
}

/** Guesses the home from the browser's language ("en-GB" is GB; "en" is nobody's), at installation. */
export async function guessHome() {
  await chrome.storage.local.set({ homeGuess: country(new Intl.Locale(navigator.language).region) });
}

/**
 * The origin of a worker's address: https, or http on loopback. null for every other address.
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
  const loopback = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && loopback) ? url.origin : null;
}

/** @param {unknown} value */
function country(value) {
  return typeof value === "string" && /^[A-Z]{2}$/.test(value) ? value : "";
}
