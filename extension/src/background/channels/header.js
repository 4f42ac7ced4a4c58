// What stands at the beginning of a bundle (rules/bundle, layout.go): of which channel it is, which version, and until
// when. The inspector checks all the rest.

import { Refusal } from "./refusal.js";

const SIZE = 48; // bytes

/**
 * @typedef {object} Header
 * @property {string} channel
 * @property {number} version
 * @property {string} revision
 * @property {number} issued Unix seconds
 * @property {number} expires Unix seconds
 */

/**
 * @param {Uint8Array} data
 * @returns {Header}
 */
export function header(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < SIZE || view.getUint32(0) !== 0x46545242) throw new Refusal("damaged", "it is not a Formtrace bundle");
  return {
    issued: Number(view.getBigInt64(8, true)),
    expires: Number(view.getBigInt64(16, true)),
    version: view.getUint32(24, true),
    channel: text(data, view, 32),
    revision: text(data, view, 40),
  };
}

/** A text by the offset and the length at a place. @param {Uint8Array} data @param {DataView} view @param {number} at */
function text(data, view, at) {
  const from = view.getUint32(at, true);
  const length = view.getUint32(at + 4, true);
  if (from + length > data.length) throw new Refusal("damaged", "a text of its header lies behind its end");
  return new TextDecoder().decode(data.subarray(from, from + length));
}
