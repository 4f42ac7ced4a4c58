// Makes a newer bundle of an older one and a delta (rules/channel, delta.go). Nothing need be believed of a delta: the
// signature covers what it makes.

const MAGIC = 0x46545244; // "FTRD"

/**
 * @param {Uint8Array} old
 * @param {Uint8Array} delta
 * @param {number} most bytes that the newer may have
 * @returns {Uint8Array<ArrayBuffer> | null} null: the delta is damaged, or for another bundle
 */
export function patch(old, delta, most) {
  const view = new DataView(delta.buffer, delta.byteOffset, delta.byteLength);
  if (delta.length < 12 || view.getUint32(0) !== MAGIC || view.getUint32(4, true) !== old.length) return null;
  const size = view.getUint32(8, true);
  if (size > most) return null;
  const out = new Uint8Array(size);
  let at = 0;
  let next = 12;
  /** A number of seven bits a byte, lowest first; NaN where it does not end. */
  const number = () => {
    let n = 0;
    for (let unit = 1; next < delta.length && unit < 2 ** 49; unit *= 128) {
      const byte = Number(delta[next++]);
      n += (byte & 0x7f) * unit;
      if (byte < 0x80) return n;
    }
    return NaN;
  };
  while (next < delta.length) {
    const fresh = number();
    if (!(fresh <= delta.length - next && fresh <= size - at)) return null;
    out.set(delta.subarray(next, next + fresh), at);
    next += fresh;
    at += fresh;
    const length = number();
    const from = number();
    if (!(from <= old.length && length <= old.length - from && length <= size - at)) return null;
    out.set(old.subarray(from, from + length), at);
    at += length;
  }
  return at === size ? out : null;
}
