// Evidence that the person asks for: open(of) puts what a document is made from where the page evidence/evidence.html
// finds it, and opens that page. It is kept in memory (storage.session), as long as the browser runs and at most ten at
// once. No value is in it: facts have none.

import { judgedBy } from "./channels/channels.js";
import { packaged } from "./inspector.js";

const PREFIX = "evidence:";
const MOST = 10;

/**
 * Answers the name under which it is kept.
 * @param {Pick<Evidence, "occasion" | "request" | "report" | "dossier">} of
 * @param {Pick<Report["bundle"], "version" | "revision" | "stale">} [by] by what it was judged; for a host alone, the rules in use
 */
export async function open(of, by = of.report?.bundle) {
  const id = crypto.randomUUID();
  const now = new Date();
  const [judged, { revision: rules }] = await Promise.all([judgedBy(by), packaged()]);
  const stale = by?.stale ?? Date.parse(judged.expires) <= now.getTime();
  /** @type {Evidence} */
  const evidence = { ...of, made: zoned(now), at: now.getTime(), bundle: { ...judged, rules, stale } };
  const kept = /** @type {Record<string, Evidence>} */ (await chrome.storage.session.get(null));
  const old = Object.keys(kept).filter((key) => key.startsWith(PREFIX)).sort((a, b) => (kept[b]?.at ?? 0) - (kept[a]?.at ?? 0)).slice(MOST - 1);
  await chrome.storage.session.remove(old);
  await chrome.storage.session.set({ [PREFIX + id]: evidence });
  await chrome.tabs.create({ url: chrome.runtime.getURL("evidence/evidence.html") + "#" + id });
  return id;
}

/**
 * Opens evidence of a submission that waits for the person, or was stopped. A failure is only logged: the question stands.
 * @param {import("./decide.js").Decision | Question} decision
 */
export async function openHeld({ request, report }) {
  await open({ occasion: "held", request, report, dossier: null }).catch((error) => console.error("Formtrace: evidence:", error));
}

/** A time as RFC 3339 has it, to the second, with the zone of this machine. @param {Date} time */
export function zoned(time) {
  const ahead = -time.getTimezoneOffset(); // minutes
  const local = new Date(time.getTime() + ahead * 60_000).toISOString().slice(0, 19);
  const two = (/** @type {number} */ n) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  return local + (ahead ? (ahead < 0 ? "-" : "+") + two(ahead / 60) + ":" + two(ahead % 60) : "Z");
}
