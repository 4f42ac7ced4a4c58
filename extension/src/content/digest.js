// MD5, SHA-1 and SHA-256 of a short text, as trackers make them of e-mail addresses: formtraceDigest.all(text).
//
// Our own, because it has to be known at once, in pages without a secure context too, and WebCrypto has no MD5. From
// RFC 1321, RFC 3174 and FIPS 180-4; the tests compare with Go's.

globalThis.formtraceDigest ??= (() => {
  const encoder = new TextEncoder();
  const rotate = (/** @type {number} */ x, /** @type {number} */ n) => (x << n) | (x >>> (32 - n));

  /** The first 32 bits of a number's fraction. @param {number} x */
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;

  /** @type {number[]} */
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);

  /**
   * The text in blocks of sixteen words: with a bit behind it, and its length at the end.
   * @param {string} text
   * @param {boolean} little the lowest byte of a word comes first
   */
  const blocks = (text, little) => {
    const bytes = encoder.encode(text);
    const view = new DataView(new ArrayBuffer(((bytes.length + 8) >> 6 << 6) + 64));
    bytes.forEach((byte, i) => view.setUint8(i, byte));
    view.setUint8(bytes.length, 0x80);
    view.setUint32(view.byteLength - (little ? 8 : 4), bytes.length * 8, little);
    const words = Array.from({ length: view.byteLength / 4 }, (_, i) => view.getInt32(i * 4, little));
    return Array.from({ length: words.length / 16 }, (_, i) => words.slice(i * 16, i * 16 + 16));
  };

  /** @param {number[]} words @param {boolean} little */
  const bytes = (words, little) => {
    const view = new DataView(new ArrayBuffer(words.length * 4));
    words.forEach((word, i) => view.setInt32(i * 4, word, little));
    return new Uint8Array(view.buffer);
  };

  /** @param {string} text */
  const md5 = (text) => {
    const turns = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
    for (const words of blocks(text, true)) {
      let [a, b, c, d] = state;
      for (let i = 0; i < 64; i++) {
        const [mix, at] = [
          () => [(b & c) | (~b & d), i],
          () => [(d & b) | (~d & c), 5 * i + 1],
          () => [b ^ c ^ d, 3 * i + 5],
          () => [c ^ (b | ~d), 7 * i],
        ][i >> 4]();
        const sum = (a + mix + ((Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0) + words[at % 16]) | 0;
        [a, b, c, d] = [d, (b + rotate(sum, turns[i >> 4][i % 4])) | 0, b, c];
      }
      [a, b, c, d].forEach((word, i) => (state[i] = (state[i] + word) | 0));
    }
    return bytes(state, true);
  };

  /** @param {string} text */
  const sha1 = (text) => {
    const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
    for (const words of blocks(text, false)) {
      let [a, b, c, d, e] = state;
      for (let i = 0; i < 80; i++) {
        if (i > 15) words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
        const [mix, add] = [
          () => [(b & c) | (~b & d), 0x5a827999],
          () => [b ^ c ^ d, 0x6ed9eba1],
          () => [(b & c) | (b & d) | (c & d), 0x8f1bbcdc],
          () => [b ^ c ^ d, 0xca62c1d6],
        ][Math.floor(i / 20)]();
        [a, b, c, d, e] = [(rotate(a, 5) + mix + e + add + words[i]) | 0, a, rotate(b, 30), c, d];
      }
      [a, b, c, d, e].forEach((word, i) => (state[i] = (state[i] + word) | 0));
    }
    return bytes(state, false);
  };

  /** @param {string} text */
  const sha256 = (text) => {
    const state = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
    const keys = primes.map((prime) => fraction(Math.cbrt(prime)));
    for (const words of blocks(text, false)) {
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        if (i > 15) {
          const [x, y] = [words[i - 15], words[i - 2]];
          words[i] = (words[i - 16] + words[i - 7] + (rotate(x, 25) ^ rotate(x, 14) ^ (x >>> 3)) + (rotate(y, 15) ^ rotate(y, 13) ^ (y >>> 10))) | 0;
        }
        const one = (h + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + ((e & f) ^ (~e & g)) + keys[i] + words[i]) | 0;
        const two = ((rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
    }
    return bytes(state, false);
  };

  /** The three, in that order. @param {string} text @returns {Uint8Array[]} */
  const all = (text) => [md5(text), sha1(text), sha256(text)];

  return { all };
})();
