// Looks for a channel's newer bundle. Nothing that is in use changes unless everything about the newer one is right:
// signed list, key, signature, shape, scope, channel, time and version, in this order, as rules/channel (client.go) does.

import { patch } from "./delta.js";
import { get, Unreachable } from "./get.js";
import { header } from "./header.js";
import { find, digest, isSigned, isText, MAX_KEYS, openKeys, parse, signedBundle } from "./keys.js";
import { Refusal } from "./refusal.js";
import { bundle } from "./store.js";

/** @typedef {import("./keys.js").Signed} Signed */
/** @typedef {import("./sources.js").Source} Source */
/** @typedef {{ version: number, size: number, file: string, signature: Signed, deltas: { from: number, size: number, file: string }[] }} About */

const MAX_ABOUT = 1 << 16; // bytes
const MAX_SIGNATURE = 1 << 12;
export const MAX_BUNDLE = 64 << 20;
const FILE = /^[0-9]+-(to-[0-9]+-)?[0-9a-f]+\.(bundle|delta)$/;

/**
 * @typedef {object} Found
 * @property {boolean} revoked the key of what is installed is believed no more
 * @property {{ pointer: Installed, data: Uint8Array<ArrayBuffer> } | null} newer null: what is installed is current
 */

/**
 * @param {Source} source
 * @param {ChannelState} state what is known of it
 * @param {number} floor the version that the newer one must be above
 * @param {(candidate: Installed, data: Uint8Array<ArrayBuffer>) => Promise<void>} open has the inspector take it, or refuses
 * @param {(version: number) => void} listed is told the version of the list of keys, once that is believed
 * @returns {Promise<Found>}
 */
export async function look(source, state, floor, open, listed) {
  const list = await keys(source, state);
  listed(list.version);
  const folder = source.base + source.channel + "/";
  const about = await current(folder);
  const { installed } = state;
  const revoked = !!installed && list.revoked.includes(installed.key);
  const old = installed && (await bundle(installed.digest));
  if (installed && old && about.signature.signature === installed.signature) return { revoked, newer: null };
  const now = Date.now();
  const signer = await find(list, about.signature.key, source.channel, now);
  if (source.third && !signer.scope) throw new Refusal("out-of-scope", "its key declares no scope, which a channel that was added must");
  if (about.size > MAX_BUNDLE) throw new Refusal("too-large", `the bundle has ${about.size} bytes; expected at most ${MAX_BUNDLE}`);
  const data = (await patched(folder, about, old && installed.version, old, (made) => signedBundle(signer, made, about.signature))) ?? (await get(folder + about.file, about.size, "no-store"));
  if (!(await signedBundle(signer, data, about.signature))) throw new Refusal("bad-signature", `the bundle is not what the key ${about.signature.key} signed`);
  const head = header(data);
  /** @type {Installed} */
  const pointer = {
    ...head, digest: await digest(data), size: data.length, key: about.signature.key, signature: about.signature.signature,
    scope: signer.scope?.domains ?? null, at: now, revoked: false,
  };
  await open(pointer, data);
  if (head.channel !== source.channel) throw new Refusal("wrong-channel", `the bundle is of channel ${head.channel}; expected ${source.channel}`);
  if (head.expires * 1000 <= now) throw new Refusal("expired", `the bundle was good until ${new Date(head.expires * 1000).toISOString().slice(0, 10)}`);
  if (head.version < floor || (head.version === floor && (old || pointer.digest !== installed?.digest))) {
    throw new Refusal("older", `the bundle has version ${head.version}; version ${floor} is installed`);
  }
  return { revoked: false, newer: { pointer, data } };
}

/** The list of keys, which never goes back either. @param {Source} source @param {ChannelState} state */
async function keys(source, state) {
  const [data, text] = await Promise.all([get(source.base + "keys.json", MAX_KEYS), get(source.base + "keys.json.sig", MAX_SIGNATURE)]);
  const signed = parse(text);
  if (!isSigned(signed)) throw new Refusal("bad-signature", "the list of keys has no signature");
  const list = await openKeys(source.root, data, signed);
  if (list.version < state.keysVersion) throw new Refusal("older", `the list of keys has version ${list.version}; version ${state.keysVersion} is known`);
  return list;
}

/** What about.json says is current. It is not signed: nothing of it is believed. @param {string} folder @returns {Promise<About>} */
async function current(folder) {
  const about = /** @type {Partial<About> | null | undefined} */ (parse(await get(folder + "about.json", MAX_ABOUT)));
  const { version, size, file, signature, deltas } = about ?? {};
  if (!isSize(version) || !isSize(size) || !isText(file) || !FILE.test(file) || !isSigned(signature)) {
    throw new Refusal("damaged", "what is said to be current cannot be read");
  }
  const usable = Array.isArray(deltas) ? deltas.filter((delta) => isSize(delta?.from) && isSize(delta.size) && isText(delta.file) && FILE.test(delta.file)) : [];
  return { version, size, file, signature, deltas: usable };
}

/** @param {unknown} value @returns {value is number} */
function isSize(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/**
 * The bundle, made of the installed one and a delta; null where that does not lead to what was signed: then the whole is
 * fetched.
 * @param {string} folder
 * @param {About} about
 * @param {number | null | undefined} version
 * @param {Uint8Array<ArrayBuffer> | null} old
 * @param {(made: Uint8Array<ArrayBuffer>) => Promise<boolean>} isRight
 */
async function patched(folder, about, version, old, isRight) {
  const delta = about.deltas.find(({ from, size }) => from === version && size < about.size);
  if (!delta || !old) return null;
  try {
    const made = patch(old, await get(folder + delta.file, delta.size, "no-store"), MAX_BUNDLE);
    return made && (await isRight(made)) ? made : null;
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreachable) return null;
    throw error;
  }
}
