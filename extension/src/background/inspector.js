// The inspector: Go as WebAssembly, from the extension's own package. inspect(request) answers a report.

import "../wasm_exec.js";
import { encode } from "./codec.js";

/**
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} mem
 * @property {(length: number) => number} input
 * @property {(length: number) => number} load
 * @property {(length: number) => number} inspect
 * @property {() => number} dangerous
 * @property {() => number} output
 */

/** @type {Promise<Exports> | null} */
let running = null;

/** Starts the inspector and loads the rules, once; a start that failed is tried again by the next call. */
export function start() {
  running ??= launch().catch((error) => {
    running = null;
    throw error;
  });
  return running;
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

/** @returns {Promise<Exports>} */
async function launch() {
  const [code, bundle] = await Promise.all([bytes("app.wasm"), bytes("bundle.bin")]);
  const go = new Go();
  const { instance } = await WebAssembly.instantiate(code, go.importObject);
  const ended = () => {
    running = null;
  };
  go.run(instance).then(ended, ended);
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
 * @param {"load" | "inspect"} name
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
