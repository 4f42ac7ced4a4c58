// What an organisation has set for its browsers: managed() answers it, from managed storage, which a policy fills.
// chosen(defaults) is chrome.storage.local.get for options, with what the organisation set before what the person chose.
//
// It is bad input like any other: what is wrong is left out and listed as a fault, and then counts as if it were not
// there. Nobody is less safe by it: Formtrace holds back until it is told to report only, and with a list of names never to
// be looked up that cannot be read, none is.

import { OPTIONS } from "./options.js";

/** @type {Promise<Managed> | null} */
let reading = null;

/** The organisation has changed something. (A document without an origin has no storage, and no settings.) */
chrome.storage?.onChanged.addListener((_changes, area) => {
  if (area === "managed") reading = null;
});

/** What the organisation has set, checked. */
export function managed() {
  reading ??= read();
  return reading;
}

/** @returns {Promise<Managed>} */
async function read() {
  // Firefox has none without a policy, and perhaps not at all on Android.
  const found = await Promise.resolve(chrome.storage.managed?.get(null)).catch(() => ({}));
  return checked(found ?? {});
}

/** @param {Record<string, unknown>} found @returns {Managed} */
export function checked(found) {
  /** @type {Managed} */
  const out = { values: {}, faults: [], never: () => false };
  const values = /** @type {Record<string, unknown>} */ (out.values);
  for (const [key, value] of Object.entries(found)) {
    const option = Object.hasOwn(OPTIONS, key) ? OPTIONS[key] : undefined;
    if (!option) out.faults.push({ key, expected: "managed.expected.other" });
    else if (!option.list) accept(key, option, value);
    else if (!Array.isArray(value)) accept(key, { ...option, is: () => false }, value);
    else values[key] = value.filter((one, i) => accept(`${key}[${i}]`, option, one));
  }
  const { never } = out.values;
  if ("never" in found) out.never = (host) => !never || never.some((name) => under(host, name));
  return out;

  /** @param {string} key @param {Option} option @param {unknown} value */
  function accept(key, { is, list, expected, choices }, value) {
    const right = is(value);
    if (!right) out.faults.push({ key, expected, ...(choices && { choices: choices() }) });
    else if (!list) values[key] = value;
    return right;
  }
}

/** Is a host this name, or under it? @param {string} host @param {string} name */
export function under(host, name) {
  return ("." + plainly(host)).endsWith("." + plainly(name));
}

/** As a URL has it: in small ASCII letters, without a dot at its end. @param {string} name */
function plainly(name) {
  return (URL.canParse("http://" + name) ? new URL("http://" + name).hostname : name).replace(/\.$/, "");
}

/**
 * Options as they count: what the organisation set, else what the person chose, else the default.
 * @template {Record<string, unknown>} Defaults
 * @param {Defaults} defaults
 * @returns {Promise<{ [Key in keyof Defaults]: unknown }>}
 */
export async function chosen(defaults) {
  const [stored, { values }] = await Promise.all([chrome.storage.local.get(defaults), managed()]);
  const set = Object.entries(values).filter(([key]) => Object.hasOwn(defaults, key));
  return /** @type {any} */ ({ ...stored, ...Object.fromEntries(set) });
}

/** Is this name never to be looked up, by nobody? @param {string} host */
export async function isNever(host) {
  return (await managed()).never(host);
}

/** Has the organisation set that nothing is held back? */
export async function reportsOnly() {
  return (await managed()).values.reportOnly === true;
}
