// What an organisation can set, by its key in managed storage (../managed.json has the same keys): what each may be, and the
// words for what was expected. A list is checked one by one.

import { publicKey } from "./channels/keys.js";
import { channelAddress, OWN } from "./channels/sources.js";
import { HISTORY, LEAKS, LOOKUPS, STRICTNESS, workerOrigin } from "./settings.js";
import { LANGUAGES } from "../ui/words.js";

/** Kinds of data whose loss does lasting harm (rules/form: Sensitive): an allowed pair covers those that it names. */
export const SENSITIVE = [
  "password", "one-time-code", "cc-number", "cc-csc", "bank-account", "national-id", "passport", "tax-id",
  "health", "belief", "union", "ethnicity", "sexuality", "biometrics",
];

/** @type {Record<string, Option>} */
export const OPTIONS = {
  reportOnly: { is: (value) => typeof value === "boolean", expected: "managed.expected.boolean" },
  home: { is: (value) => value === "" || (isText(value) && /^[A-Z]{2}$/.test(value)), expected: "managed.expected.country" },
  worker: { is: (value) => value === "" || (isText(value) && workerOrigin(value) !== null), expected: "worker.address" },
  lookups: choice(() => LOOKUPS),
  never: { list: true, is: isHost, expected: "managed.expected.host" },
  strictness: choice(() => STRICTNESS),
  leaks: choice(() => LEAKS),
  history: choice(() => HISTORY),
  pairs: { list: true, is: isPair, expected: "managed.expected.pair", choices: () => SENSITIVE },
  off: { list: true, is: isHost, expected: "managed.expected.host" },
  channel: { is: (value) => isChannel(value) && channelAddress(value.address)?.channel === OWN, expected: "managed.expected.channel" },
  rootKey: { is: (value) => value === "" || (isText(value) && publicKey(value) !== null), expected: "channels.bad-key" },
  channels: { list: true, is: isChannel, expected: "managed.expected.channels" },
  language: choice(() => ["", ...Object.keys(LANGUAGES)]),
};

/** @param {() => string[]} choices asked for when they are needed: the files import each other @returns {Option} */
function choice(choices) {
  return { is: (value) => isText(value) && choices().includes(value), expected: "managed.expected.choice", choices };
}

/** @param {unknown} value @returns {value is string} */
function isText(value) {
  return typeof value === "string";
}

/** A host's name, without anything around it. @param {unknown} value */
function isHost(value) {
  if (!isText(value) || !/^[^\s/:?#@\\[\]*]{1,253}$/.test(value) || value.startsWith(".")) return false;
  return URL.canParse("http://" + value);
}

/** @param {unknown} value @returns {value is ChannelChoice} */
function isChannel(value) {
  const { address, key } = /** @type {Partial<ChannelChoice>} */ (value ?? {});
  return isText(address) && channelAddress(address) !== null && isText(key) && publicKey(key) !== null;
}

/** @param {unknown} value */
function isPair(value) {
  const { page, target, kinds = [] } = /** @type {Partial<ManagedPair>} */ (value ?? {});
  return isHost(page) && isHost(target) && Array.isArray(kinds) && kinds.every((kind) => SENSITIVE.includes(kind));
}
