// Settings to a file and back. The file holds what a person chose, and nothing that Formtrace remembers of them: not the
// memory of targets and not its key.

import { HISTORY, LEAKS, LOOKUPS, STRICTNESS, workerOrigin } from "../background/settings.js";
import { consent } from "../ui/consent.js";
import { get } from "../ui/setup.js";
import { LANGUAGES, t } from "../ui/words.js";

const FORMAT = "formtrace-settings";
const VERSION = 1;
const MAX_BYTES = 1024 * 1024;
const MAX_ENTRIES = 1_000;

/** What the file holds, each with what it may be; channels and keys, which judge, come from no file. @type {Record<string, (value: any) => boolean>} */
const KEYS = {
  home: (value) => value === "" || /^[A-Z]{2}$/.test(value),
  worker: (value) => value === "" || workerOrigin(value) === value,
  lookups: (value) => LOOKUPS.includes(value),
  strictness: (value) => STRICTNESS.includes(value),
  leaks: (value) => LEAKS.includes(value),
  history: (value) => HISTORY.includes(value),
  language: (value) => value === "" || value in LANGUAGES,
  off: (value) => Array.isArray(value) && value.length <= MAX_ENTRIES && value.every((site) => typeof site === "string" && site.length <= 253),
  pairs: (value) => typeof value === "object" && Object.keys(value).length <= MAX_ENTRIES && Object.entries(value).every(isPair),
};

/** Makes the buttons work. */
export function transfers() {
  const file = get("import-file", HTMLInputElement);
  get("export", HTMLElement).addEventListener("click", save);
  get("import", HTMLElement).addEventListener("click", () => file.click());
  file.addEventListener("change", () => void read(file));
}

async function save() {
  const kept = await chrome.storage.local.get(Object.keys(KEYS));
  const text = JSON.stringify({ format: FORMAT, version: VERSION, settings: kept }, null, 2);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "formtrace-settings.json";
  link.click();
  URL.revokeObjectURL(link.href);
  say(t("transfers.saved"));
}

/** @param {HTMLInputElement} input */
async function read(input) {
  const [file] = input.files ?? [];
  if (!file) return;
  if (file.size > MAX_BYTES) return say(t("transfers.large"), true);
  const text = await file.text();
  input.value = "";
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return say(t("transfers.unreadable"), true);
  }
  if (found?.format !== FORMAT || found.version !== VERSION || typeof found.settings !== "object" || !found.settings) return say(t("transfers.other"), true);
  const bad = Object.entries(found.settings).filter(([key, value]) => !accepts(key, value));
  if (bad.length) return say(t("transfers.bad", { key: bad.map(([key]) => key).join(", ") }), true);
  // The worker of a file is told host names from now on: the person confirms that, as when they type it in.
  if (found.settings.worker && !(await consent())) return say(t("worker.refused"), true);
  await chrome.storage.local.set(found.settings);
  location.reload();
}

/** @param {string} key @param {unknown} value */
function accepts(key, value) {
  try {
    return Object.hasOwn(KEYS, key) && KEYS[key]?.(value) === true;
  } catch {
    return false;
  }
}

/** @param {[string, any]} entry */
function isPair([key, { page, target, kinds, rules, secure, at }]) {
  const texts = (/** @type {unknown} */ list) => Array.isArray(list) && list.length <= 100 && list.every((one) => typeof one === "string");
  return key === `${page} ${target}` && texts(kinds) && texts(rules) && typeof secure === "boolean" && Number.isFinite(at);
}

/** @param {string} words @param {boolean} [bad] */
function say(words, bad = false) {
  const state = get("transfers-state", HTMLElement);
  state.textContent = words;
  state.className = bad ? "bad" : "";
}
