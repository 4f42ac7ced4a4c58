// The inspector: Go as WebAssembly, from the extension's own package. inspect(request) answers a report. Beside the rules
// of the package it judges by what channels bring: provide() says where from, prepare() and adopt() exchange the program
// for one that knows something newer.

import "../wasm_exec.js";
import { header } from "./channels/header.js";
import { digest } from "./channels/keys.js";
import { encode } from "./codec.js";

/**
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} mem
 * @property {(length: number) => number} input
 * @property {(length: number) => number} load
 * @property {(length: number) => number} update
 * @property {(scope: number, length: number) => number} mark
 * @property {(length: number) => number} inspect
 * @property {() => number} dangerous
 * @property {() => number} output
 */

/**
 * A channel's bundle. scope: the domains that a third party's may speak of (none: all), null for the extension's own.
 * @typedef {{ id: string, scope: string[] | null, data: Uint8Array }} Brought
 */

/** @typedef {{ exports: Exports, faults: Record<string, string> }} Program a program, and why it did not take a channel's bundle */

/** @type {Promise<Exports> | null} */
let running = null;

/** @type {() => Promise<Brought[]>} */
let brought = async () => [];

/** Why the program in use did not take a channel's bundle, by the channel. @type {Record<string, string>} */
let leftOut = {};

/** Which channels' bundles the program in use does not know, and why. */
export async function untaken() {
  await start();
  return leftOut;
}

/** Where what channels bring is found at a start. @param {typeof brought} source */
export function provide(source) {
  brought = source;
}

/** Starts the inspector and loads the rules, once; a start that failed is tried again by the next call. */
export function start() {
  running ??= launch().catch((error) => {
    running = null;
    throw error;
  });
  return running;
}

async function launch() {
  const first = fresh();
  first.catch(() => {}); // told by prepare
  const channels = await brought().catch((error) => {
    console.error("Formtrace: the channels:", error);
    return [];
  });
  const { exports, faults } = await prepare(channels, first);
  leftOut = faults;
  return exports;
}

/**
 * Starts a program that knows what channels bring, beside the one in use. A bundle that it does not take is left out.
 * @param {Brought[]} channels
 * @param {Promise<Exports>} [first] with the rules of the package alone
 * @returns {Promise<Program>}
 */
export async function prepare(channels, first = fresh()) {
  /** @type {Record<string, string>} */
  const faults = {};
  for (let started = first; ; started = fresh()) {
    const exports = await started;
    const broken = channels.find(({ id, scope, data }) => {
      if (faults[id]) return false;
      try {
        faults[id] = bring(exports, scope, data);
        return false;
      } catch (error) {
        faults[id] = "bundle: the inspector does not bear it: " + String(error);
        return true; // and neither is this program used
      }
    });
    if (!broken) return { exports, faults: Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault)) };
  }
}

/** Judges by a prepared program from now on. @param {Program} program */
export function adopt({ exports, faults }) {
  running = Promise.resolve(exports);
  leftOut = faults;
}

/** Hands a channel's bundle over. @param {Exports} program @param {string[] | null} scope @param {Uint8Array} data @returns {string} why it is not taken */
function bring(program, scope, data) {
  if (!scope) return call(program, "update", data);
  const domains = new TextEncoder().encode(scope.map((domain) => domain + "\n").join(""));
  const all = new Uint8Array(domains.length + data.length);
  all.set(domains);
  all.set(data, domains.length);
  const at = program.input(all.length);
  new Uint8Array(program.mem.buffer, at, all.length).set(all);
  return read(program, program.mark(domains.length, all.length));
}

/** What the extension's own bundle says of itself. */
export async function packaged() {
  return header(new Uint8Array(await bytes("bundle.bin")));
}

/** The SHA-256 of that bundle, in hexadecimal. */
export async function packagedDigest() {
  return digest(new Uint8Array(await bytes("bundle.bin")));
}

/**
 * Judges one submission.
 * @param {object} request
 * @returns {Promise<Report>}
 */
export async function inspect(request) {
  const program = await start();
  let answer;
  try {
    answer = JSON.parse(call(program, "inspect", encode(request)));
  } catch (error) {
    running = null; // a trapped program is not used again
    throw error;
  }
  if (answer.error) throw new Error(answer.error);
  return answer;
}

/** The domains that the bundle marks dangerous, in order. */
export async function dangerous() {
  const program = await start();
  return read(program, program.dangerous()).split("\n").filter(Boolean);
}

/** @type {Promise<WebAssembly.Module> | null} */
let module = null;

/** The program's code, compiled once. */
function compiled() {
  module ??= bytes("app.wasm").then((code) => WebAssembly.compile(code));
  module.catch(() => (module = null));
  return module;
}

/** A program with the rules of the package. @returns {Promise<Exports>} */
async function fresh() {
  const [code, bundle] = await Promise.all([compiled(), bytes("bundle.bin")]);
  const go = new Go();
  const instance = await WebAssembly.instantiate(code, go.importObject);
  const ended = async () => {
    if (running && (await running.catch(() => null)) === program) running = null;
  };
  void go.run(instance).then(ended, ended);
  const program = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
  const fault = call(program, "load", new Uint8Array(bundle));
  if (fault) throw new Error("the rules cannot be loaded: " + fault);
  return program;
}

/**
 * @param {string} file
 */
async function bytes(file) {
  const answer = await fetch(chrome.runtime.getURL(file));
  return answer.arrayBuffer();
}

/**
 * Bytes in, text out. The memory is looked up each time: it may have grown, and then the old buffer is detached.
 * @param {Exports} program
 * @param {"load" | "update" | "inspect"} name
 * @param {Uint8Array} input
 */
function call(program, name, input) {
  const at = program.input(input.length);
  new Uint8Array(program.mem.buffer, at, input.length).set(input);
  return read(program, program[name](input.length));
}

/** @param {Exports} program @param {number} length */
function read(program, length) {
  return new TextDecoder().decode(new Uint8Array(program.mem.buffer, program.output(), length));
}
