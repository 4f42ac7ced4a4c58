// The history as files. JSON has the shape of schema.json; CSV (RFC 4180) has one line for each entry. Both are in English
// and in UTC, the same for everybody, and neither depends on the language of the interface.

/** What the JSON file says that it is; a change that a reader has to know of has another number. */
export const FORMAT = "formtrace-history";
export const VERSION = 1;

const COLUMNS = ["time", "event", "page", "target", "host", "verdict", "rules", "kinds", "way", "outcome", "times"];

/** To the second, as RFC 3339 has it. @param {Date} time */
const utc = (time) => time.toISOString().replace(/\.\d+/, "");

/**
 * @param {Interruption[]} entries
 * @param {Date} made
 */
export function json(entries, made) {
  const told = entries.map(({ at, ...rest }) => ({ time: utc(new Date(at)), ...rest }));
  return JSON.stringify({ format: FORMAT, version: VERSION, made: utc(made), entries: told }, null, 2) + "\n";
}

/** @param {Interruption[]} entries */
export function csv(entries) {
  const lines = entries.map(({ at, event, page, target, host, verdict, findings, kinds, way, outcome, times }) => {
    const rules = findings.map(({ rule }) => rule).join(" ");
    return [utc(new Date(at)), event, page, target, host, verdict, rules, kinds.join(" "), way, outcome, String(times)];
  });
  return [COLUMNS, ...lines].map((cells) => cells.map(cell).join(",") + "\r\n").join("");
}

/**
 * A spreadsheet takes what begins with one of these signs for a formula, and hosts and rules are named by others: an
 * apostrophe before it makes it text.
 * @param {string} text
 */
function cell(text) {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
