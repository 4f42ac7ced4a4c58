// The channels of rules. What they bring is data; the rules themselves come with the extension. installed() is what the
// inspector judges by beside its own bundle; look() asks for newer ones, by the alarm twice a day and when the person
// wants it. Without a worker or an added channel nothing is asked.

import { adopt, packaged, packagedDigest, prepare, provide, untaken } from "../inspector.js";
import { look as lookFor } from "./look.js";
import { Refusal } from "./refusal.js";
import { added, channelAddress, OWN, rootKey, sources } from "./sources.js";
import { bundle, dropOthers, forgetState, keepBundle, keepState, states } from "./store.js";

/** @typedef {import("./sources.js").Source} Source */
/** @typedef {import("../inspector.js").Brought} Brought */

const ALARM = "channels";
const EVERY = 12 * 60; // minutes

let after = async () => {};

/** What is to be done when other rules count. @param {typeof after} what */
export function whenNew(what) {
  after = what;
}

/** @type {Promise<unknown>} */
let working = Promise.resolve();

/** One after the other. @template Result @param {() => Promise<Result>} what @returns {Promise<Result>} */
function inTurn(what) {
  const next = working.then(what);
  working = next.catch(() => {});
  return next;
}

/** What is installed and counts, the extension's own channel first. @returns {Promise<Brought[]>} */
export async function installed() {
  /** @type {Brought[]} */
  const out = [];
  for (const { id, pointer } of await pointers()) {
    const data = await bundle(pointer.digest).catch(() => null);
    if (data) out.push({ id, scope: pointer.scope, data });
  }
  return out;
}

/** @returns {Promise<{ id: string, pointer: Installed }[]>} */
async function pointers() {
  const [own, others] = await Promise.all([rootKey(), added()]);
  const ids = [{ id: OWN, root: own }, ...others.map(({ address, key }) => ({ id: address, root: key }))].filter(({ root }) => root);
  const all = await states(ids.map(({ id }) => id));
  /** @type {{ id: string, pointer: Installed }[]} */
  const out = [];
  for (const { id, root } of ids) {
    const pointer = known(all[id], root).installed;
    if (pointer && (id !== OWN || pointer.version > (await packaged()).version)) out.push({ id, pointer });
  }
  return out;
}

/** What is known of a channel under a root key; under another it is another channel. @param {ChannelState | undefined} state @param {string} root @returns {ChannelState} */
function known(state, root) {
  return state && root && state.root === root ? state : { root, keysVersion: 0, looked: 0, problem: "", refused: null, installed: null };
}

/**
 * Looks for newer bundles: of one channel, or of all.
 * @param {string} [id]
 */
export function look(id) {
  return inTurn(async () => {
    for (const source of await sources()) if (id === undefined || source.id === id) await renew(source);
  });
}

/** @param {Source} source */
async function renew(source) {
  /** @type {ChannelState} */
  const state = { ...known((await states([source.id]))[source.id], source.root), looked: Date.now(), problem: "", refused: null };
  const floor = Math.max(state.installed?.version ?? 0, source.third ? 0 : (await packaged()).version);
  /** @type {{ program: import("../inspector.js").Program | null }} */
  const next = { program: null };
  try {
    const { revoked, newer } = await lookFor(
      source,
      state,
      floor,
      async ({ scope }, data) => {
        const others = (await installed()).filter(({ id }) => id !== source.id);
        const all = [...others, { id: source.id, scope: source.third ? (scope ?? []) : scope, data }];
        next.program = await prepare(all.sort((a, b) => Number(b.id === OWN) - Number(a.id === OWN)));
        const fault = next.program.faults[source.id];
        if (fault) throw new Refusal(reasonOf(fault), fault);
      },
      (version) => (state.keysVersion = version),
    );
    if (newer) await keepBundle(newer.pointer.digest, newer.data);
    else next.program = null;
    state.installed = newer ? newer.pointer : state.installed && { ...state.installed, revoked };
  } catch (error) {
    next.program = null;
    if (error instanceof Refusal) state.refused = { reason: error.reason, what: error.message };
    else state.problem = error instanceof Error ? error.message : String(error);
  }
  await keepState(source.id, state); // the pointer: from here on the newer one counts
  if (!next.program) return;
  adopt(next.program);
  await after();
  await tidy();
}

/** What the inspector's own words mean (rules/bundle: bundle.go, mark.go). @param {string} fault */
function reasonOf(fault) {
  if (/^bundle: byte (4|6|28):/.test(fault)) return "newer-client";
  return fault.startsWith("bundle: ") ? "damaged" : "out-of-scope";
}

/** Removes bundles that nothing points to. */
async function tidy() {
  const all = Object.values(await states()).flatMap((state) => state.installed?.digest ?? []);
  await dropOthers(all).catch((error) => console.error("Formtrace: old bundles:", error));
}

/** The person chose another worker: it is asked. */
export async function asked() {
  await schedule();
  await look();
}

/** The person chose another root key, or other channels: what they bring counts at once, and is looked for. */
export async function chosen() {
  await inTurn(async () => {
    const ids = [OWN, ...(await added()).map(({ address }) => address)];
    for (const id of Object.keys(await states())) if (!ids.includes(id)) await forgetState(id);
    await tidy();
    adopt(await prepare(await installed()));
    await after();
  });
  await asked();
}

/** Sets the alarm, or takes it away where there is nobody to ask. */
export async function schedule() {
  const [all, known] = await Promise.all([sources(), states()]);
  if (!all.length) return void (await chrome.alarms.clear(ALARM));
  if (await chrome.alarms.get(ALARM)) return;
  const last = Math.min(...all.map(({ id }) => known[id]?.looked ?? 0));
  const delayInMinutes = Math.max(1, EVERY - (Date.now() - last) / 60_000);
  await chrome.alarms.create(ALARM, { delayInMinutes, periodInMinutes: EVERY });
}

/** @param {chrome.alarms.Alarm} alarm */
export function alarmed({ name }) {
  return name === ALARM ? look() : Promise.resolve();
}

/** The names of the channels that are past their day. */
export async function stale() {
  return (await overview()).filter(({ stale: is }) => is).map(({ name }) => name);
}

/**
 * What a report was judged by: of the extension's own channel what is installed, or what came with it.
 * @param {{ version: number, revision: string }} [by] without, what counts now
 */
export async function judgedBy(by) {
  const [pointer, own] = await Promise.all([pointers().then((all) => all.find(({ id }) => id === OWN)?.pointer), packaged()]);
  const is = (/** @type {{ version: number, revision: string }} */ one) => !by || (one.version === by.version && one.revision === by.revision);
  const newer = pointer && is(pointer) ? pointer : null;
  if (!newer && !is(own)) throw new Error("the rules that this was judged by are no longer there");
  const { channel, version, revision, issued, expires } = newer ?? own;
  return { channel, version, revision, issued: second(issued), expires: second(expires), sha256: newer?.digest ?? (await packagedDigest()) };
}

/** @param {number} unix */
const second = (unix) => new Date(unix * 1000).toISOString().replace(/\.\d+/, "");

/** Every channel, for the settings: the extension's own first. @returns {Promise<ChannelShown[]>} */
export async function overview() {
  const [all, own, root, asks, others, faults] = await Promise.all([states(), packaged(), rootKey(), sources(), added(), untaken()]);
  const now = Date.now();
  const state = known(all[OWN], root);
  const newer = state.installed && state.installed.version > own.version ? state.installed : null;
  const { channel, version, issued, expires } = newer ?? own;
  /** @type {ChannelShown[]} */
  const shown = [
    {
      id: OWN, name: channel, version, issued, expires, key: newer?.key ?? "", packaged: !newer, stale: expires * 1000 <= now, revoked: newer?.revoked ?? false,
      looked: state.looked, problem: state.problem, refused: state.refused, asked: asks.some(({ id }) => id === OWN), fault: faults[OWN] ?? "", scope: null, added: false,
    },
  ];
  for (const { address, key } of others) {
    const { installed: pointer, looked, problem, refused } = known(all[address], key);
    shown.push({
      id: address, name: channelAddress(address)?.channel ?? address, version: pointer?.version ?? 0, issued: pointer?.issued ?? 0, expires: pointer?.expires ?? 0,
      key: pointer?.key ?? "", packaged: false, stale: !!pointer && pointer.expires * 1000 <= now, revoked: pointer?.revoked ?? false,
      looked, problem, refused, asked: true, fault: faults[address] ?? "", scope: pointer?.scope ?? null, added: true,
    });
  }
  return shown;
}

provide(installed);
