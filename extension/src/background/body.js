// The body of a POST, read back into a form's entries so that a form with the same entries gives the same bytes again:
// entries(bytes, type).
//
// Bytes that are no UTF-8 are read as windows-1252, which has a character for each byte and gives each back as it was.

/**
 * @param {Uint8Array} bytes
 * @param {string} type the Content-Type header
 * @returns {Sendable | "files" | null} null: it cannot be sent again as it was
 */
export function entries(bytes, type) {
  const found = parse(bytes, type);
  /^/.exec(""); // the engine keeps the text of the last match: not that of what was typed
  return found;
}

/** @param {Uint8Array} bytes @param {string} type */
function parse(bytes, type) {
  const [enctype = ""] = type.toLowerCase().split(";");
  const { text, charset } = decode(bytes);
  switch (enctype.trim()) {
    case "application/x-www-form-urlencoded":
      return urlencoded(new TextDecoder("latin1").decode(bytes));
    case "text/plain":
      return { enctype: "text/plain", charset, entries: text ? [line(text)] : [] };
    case "multipart/form-data":
      return multipart(text, charset, /boundary=("?)([^";]+)\1/i.exec(type)?.[2] ?? "");
    default:
      return null;
  }
}

/** @param {Uint8Array} bytes */
function decode(bytes) {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), charset: "utf-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), charset: "windows-1252" };
  }
}

/**
 * One entry gives the lines of all: a line is name=value, and nothing in it is escaped.
 * @param {string} text
 * @returns {[string, string]}
 */
function line(text) {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1).replace(/\r\n$/, "")];
}

/** @param {string} text @returns {Sendable | null} */
function urlencoded(text) {
  const pairs = text.split("&").filter(Boolean).map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? null : [percent(pair.slice(0, at)), percent(pair.slice(at + 1))];
  });
  if (pairs.includes(null)) return null; // no form writes that
  const parts = /** @type {Uint8Array[][]} */ (pairs);
  const charset = parts.flat().every((part) => decode(part).charset === "utf-8") ? "utf-8" : "windows-1252";
  const decoder = new TextDecoder(charset, { ignoreBOM: true });
  return {
    enctype: "application/x-www-form-urlencoded",
    charset,
    entries: parts.map((pair) => /** @type {[string, string]} */ (pair.map((part) => decoder.decode(part)))),
  };
}

/** Bytes of a percent-encoded text. @param {string} text */
function percent(text) {
  const plain = text.replaceAll("+", " ").replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/**
 * @param {string} text
 * @param {string} charset
 * @param {string} boundary
 * @returns {Sendable | "files" | null}
 */
function multipart(text, charset, boundary) {
  if (!boundary) return null;
  const parts = ("\r\n" + text).split("\r\n--" + boundary);
  if (parts.shift() !== "" || !/^--(\r\n)?$/.test(parts.pop() ?? "")) return null;
  /** @type {Sendable} */
  const read = { enctype: "multipart/form-data", charset, entries: [] };
  for (const part of parts) {
    const [, name, , file, value] = /^\r\ncontent-disposition: form-data; name="([^"]*)"(; filename="([^"]*)")?(?:\r\ncontent-type: [^\r\n]*)?\r\n\r\n(.*)$/is.exec(part) ?? [];
    if (name === undefined || value === undefined) return null;
    if (file || (file === "" && value)) return "files";
    // What no value may hold is escaped in a name, and is escaped again by the form.
    const own = name.replaceAll("%22", '"').replaceAll("%0D%0A", "\r\n");
    read.entries.push(file === "" ? [own, null] : [own, value]);
  }
  return read;
}
