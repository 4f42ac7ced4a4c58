// Is what was typed in what is sent? formtraceNeedles.of(value) makes the forms in which trackers and pages write a value,
// hay(text) prepares a text, and found(needle, hay) looks. All of it happens in the document that was typed in.
//
// Forms: as it is; URL-encoded, once or twice; escaped in JSON; in multipart; base64 with either alphabet, in all three
// alignments within something longer; hex; and of an e-mail address the MD5, SHA-1 and SHA-256 of what it is without
// spaces around it and in small letters, as hex or base64.

globalThis.formtraceNeedles ??= (() => {
  const SHORT = 5; // what is shorter stands in too many texts by chance
  const LONG = 8; // what is as long tells also as a part of a word
  const encoder = new TextEncoder();

  /** Spaces, hyphens and a plus for a space hide nothing. @param {string} text */
  const squeeze = (text) => text.replace(/[\s+-]+/g, "");

  /** @param {Uint8Array} bytes */
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");

  /** @param {Uint8Array} bytes */
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  /** The characters that bytes always give in base64, after so many others. @param {Uint8Array} bytes @param {number} before */
  const aligned = (bytes, before) => {
    const whole = base64(Uint8Array.from([...new Uint8Array(before), ...bytes]));
    return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  };

  /**
   * @param {string} value
   * @returns {Needle | null} null: too short to tell
   */
  const of = (value) => {
    const typed = value.trim();
    if ([...typed].length < SHORT) return null;
    const text = typed.toLowerCase();
    const written = new Set([typed, text].flatMap((one) => [one, encodeURIComponent(one), JSON.stringify(one).slice(1, -1)]));
    const bytes = Array.from(written, (one) => encoder.encode(one.slice(0, 1000)));
    const digests = /^[^\s@]+@[^\s@]+$/.test(text) ? formtraceDigest.all(text) : [];
    return {
      text,
      squeezed: text.includes("@") || squeeze(text).length >= LONG ? squeeze(text) : "",
      exact: [...bytes.flatMap((one) => [0, 1, 2].map((before) => aligned(one, before))), ...digests.map(base64)],
      hex: [...bytes, ...digests].map(hex),
    };
  };

  /** What stands behind percent signs. @param {string} text */
  const decode = (text) =>
    text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
      try {
        return decodeURIComponent(codes);
      } catch {
        return codes;
      }
    });

  /** @param {string} text */
  const unescape = (text) =>
    text
      .replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)))
      .replace(/\\(.)/g, (_, sign) => ({ n: "\n", r: "\r", t: "\t" })[/** @type {string} */ (sign)] ?? sign);

  /** @param {string} text @returns {Hay} */
  const hay = (text) => {
    const once = decode(text);
    const spaced = decode(text.replaceAll("+", " "));
    const plain = new Set([text, once, spaced, decode(once), unescape(once), unescape(unescape(once))]);
    return {
      plain: Array.from(plain, (one) => one.toLowerCase()),
      exact: once.replaceAll("-", "+").replaceAll("_", "/"),
      hex: once.toLowerCase(),
    };
  };

  const word = /[\p{L}\p{N}]/u;

  /** As a word of its own. @param {string} text @param {string} within */
  const stands = (text, within) => {
    for (let at = within.indexOf(text); at >= 0; at = within.indexOf(text, at + 1)) {
      if (!word.test(within[at - 1] ?? " ") && !word.test(within[at + text.length] ?? " ")) return true;
    }
    return false;
  };

  /** @param {Needle} needle @param {Hay} hay */
  const found = ({ text, squeezed, exact, hex }, hay) =>
    hay.plain.some((one) => stands(text, one) || (squeezed !== "" && (one.includes(text) || squeeze(one).includes(squeezed)))) ||
    exact.some((code) => hay.exact.includes(code)) ||
    hex.some((code) => hay.hex.includes(code));

  return { of, hay, found };
})();
