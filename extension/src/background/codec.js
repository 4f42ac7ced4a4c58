// CBOR (RFC 8949) with definite lengths, as the inspector reads it: encode(value).
//
// Maps with text keys, arrays, text, integers, booleans and null. What has no such form (a fraction, a function,
// nesting deeper than 16) becomes null; a property that is undefined is left out.

const DEPTH = 16;
const text = new TextEncoder();

/**
 * @param {unknown} value
 * @returns {Uint8Array}
 */
export function encode(value) {
  /** @type {number[]} */
  const out = [];
  write(out, value, 0);
  return Uint8Array.from(out);
}

/**
 * @param {number[]} out
 * @param {unknown} value
 * @param {number} depth
 */
function write(out, value, depth) {
  if (value === true || value === false) out.push(value ? 0xf5 : 0xf4);
  else if (typeof value === "number" && Number.isSafeInteger(value)) head(out, value < 0 ? 1 : 0, value < 0 ? -1 - value : value);
  else if (typeof value === "string") {
    const bytes = text.encode(value);
    head(out, 3, bytes.length);
    for (const byte of bytes) out.push(byte);
  } else if (typeof value !== "object" || value === null || depth === DEPTH) out.push(0xf6);
  else if (Array.isArray(value)) {
    head(out, 4, value.length);
    for (const item of value) write(out, item, depth + 1);
  } else {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    head(out, 5, entries.length);
    for (const [key, item] of entries) {
      write(out, key, depth);
      write(out, item, depth + 1);
    }
  }
}

/**
 * A major type with its argument, in the shortest form.
 * @param {number[]} out
 * @param {number} major
 * @param {number} argument
 */
function head(out, major, argument) {
  const type = major << 5;
  if (argument < 24) out.push(type | argument);
  else if (argument < 0x100) out.push(type | 24, argument);
  else if (argument < 0x1_0000) out.push(type | 25, argument >> 8, argument & 0xff);
  else {
    const wide = argument > 0xffff_ffff;
    out.push(type | (wide ? 27 : 26));
    for (let shift = wide ? 56n : 24n; shift >= 0n; shift -= 8n) out.push(Number((BigInt(argument) >> shift) & 0xffn));
  }
}
