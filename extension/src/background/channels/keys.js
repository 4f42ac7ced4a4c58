// Keys and signatures: the list of keys that a root key has signed, and who may sign a channel's bundle now. The same as
// rules/channel (keys.go, list.go), by WebCrypto's Ed25519.

import { Refusal } from "./refusal.js";

export const MAX_KEYS = 1 << 20; // bytes of a list

const FOR_KEYS = "formtrace keys 1\n";
const FOR_BUNDLE = "formtrace bundle 1\n";
const CHANNEL = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** @typedef {{ channel: string, key: string, from: string, until: string, scope?: { domains: string[] } }} Listed a key, and what it may sign */
/** @typedef {{ version: number, keys: Listed[], revoked: string[] }} Keys */
/** @typedef {{ key: string, signature: string }} Signed the id of a key, and its signature in base64 */

/** A public key's bytes, or null: 32 bytes in base64. @param {string} text */
export function publicKey(text) {
  const raw = base64(text);
  return raw?.length === 32 ? raw : null;
}

/** The first 16 hexadecimal digits of a key's SHA-256 name it. @param {Uint8Array<ArrayBuffer>} key */
export async function keyId(key) {
  return (await digest(key)).slice(0, 16);
}

/** SHA-256, in hexadecimal. @param {Uint8Array<ArrayBuffer>} data */
export async function digest(data) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Reads a list that the root key has signed.
 * @param {string} root
 * @param {Uint8Array<ArrayBuffer>} data
 * @param {Signed} signed
 * @returns {Promise<Keys>}
 */
export async function openKeys(root, data, signed) {
  if (data.length > MAX_KEYS) throw new Refusal("too-large", `the list of keys is larger than ${MAX_KEYS} bytes`);
  if (!(await verify(root, FOR_KEYS, data, signed.signature))) {
    const key = publicKey(root);
    throw new Refusal("bad-signature", `the list of keys is not signed by the root key ${key && (await keyId(key))}`);
  }
  const list = parse(data);
  if (!isKeys(list)) throw new Refusal("damaged", "the list of keys cannot be read");
  return list;
}

/**
 * The key of a channel with an id, if it may sign now.
 * @param {Keys} list
 * @param {string} id
 * @param {string} channel
 * @param {number} now milliseconds
 */
export async function find(list, id, channel, now) {
  if (list.revoked.includes(id)) throw new Refusal("revoked-key", `the key ${id} has been revoked`);
  for (const listed of list.keys) {
    const key = publicKey(listed.key);
    if (!key || listed.channel !== channel || (await keyId(key)) !== id) continue;
    if (now < Date.parse(listed.from) || now >= Date.parse(listed.until)) {
      throw new Refusal("wrong-key", `the key ${id} is good from ${listed.from} until ${listed.until}`);
    }
    return listed;
  }
  throw new Refusal("wrong-key", `the key ${id} is not one of channel ${channel}`);
}

/**
 * Are these the bytes of a bundle that this key signed?
 * @param {Listed} listed
 * @param {Uint8Array<ArrayBuffer>} data
 * @param {Signed} signed
 */
export function signedBundle(listed, data, signed) {
  return verify(listed.key, FOR_BUNDLE, data, signed.signature);
}

/**
 * @param {string} key
 * @param {string} purpose what stands before the data when it is signed
 * @param {Uint8Array} data
 * @param {string} signature
 */
async function verify(key, purpose, data, signature) {
  const raw = publicKey(key);
  const sig = base64(signature);
  if (!raw || !sig) return false;
  const before = new TextEncoder().encode(purpose);
  const all = new Uint8Array(before.length + data.length);
  all.set(before);
  all.set(data, before.length);
  const imported = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]).catch(() => {
    throw new Error("this browser cannot check signatures (Ed25519: Chromium from 137 on, Firefox from 129 on)");
  });
  return crypto.subtle.verify("Ed25519", imported, sig, all);
}

/** The bytes that a text says in base64 (RFC 4648, 4), or null. @param {unknown} text */
function base64(text) {
  if (typeof text !== "string" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** @param {Uint8Array} data @returns {unknown} undefined where it is no JSON */
export function parse(data) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch {
    return undefined;
  }
}

/** @param {unknown} value @returns {value is Keys} */
function isKeys(value) {
  const list = /** @type {Partial<Keys> | undefined} */ (value);
  return (
    typeof list === "object" && list !== null && Number.isInteger(list.version) && Number(list.version) > 0 &&
    Array.isArray(list.keys) && list.keys.every(isListed) && Array.isArray(list.revoked) && list.revoked.every(isText)
  );
}

/** @param {unknown} value @returns {value is Listed} */
function isListed(value) {
  const listed = /** @type {Partial<Listed> | null} */ (value);
  if (typeof listed !== "object" || listed === null || !isText(listed.key) || !publicKey(listed.key)) return false;
  const { channel, from, until, scope } = listed;
  return isText(channel) && CHANNEL.test(channel) && isText(from) && isText(until) && Date.parse(until) > Date.parse(from) &&
    (scope === undefined || (Array.isArray(scope?.domains) && scope.domains.every((domain) => isText(domain) && !/\s/.test(domain))));
}

/** @param {unknown} value @returns {value is Signed} */
export function isSigned(value) {
  const signed = /** @type {Partial<Signed> | null} */ (value);
  return typeof signed === "object" && signed !== null && isText(signed.key) && isText(signed.signature);
}

/** @param {unknown} value @returns {value is string} */
export function isText(value) {
  return typeof value === "string";
}
