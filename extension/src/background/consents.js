// What the person has allowed. "Once" lets one submission go; "always" covers a pair of sites with the kinds of data and
// the rules that had fired then: a password or a new danger on the same pair is held again.
//
// A pair that an organisation allows covers what is found about who receives the data, and where: not how they are sent, nor
// that a target changed or imitates a name; never what is a danger, and sensitive kinds only where it names them.

import { managed, under } from "./managed.js";
import { SENSITIVE } from "./options.js";

const ONCE_FOR = 10_000; // until the submission that was allowed has to have come to its frame
const MAX_PAIRS = 1_000;
const ABOUT_THE_RECEIVER = ["party", "transfer", "registration", "certificate"]; // the first part of a rule's id

/** @returns {Promise<Record<string, Pair>>} */
export async function pairs() {
  const { pairs: kept } = await chrome.storage.local.get({ pairs: {} });
  return /** @type {Record<string, Pair>} */ (kept);
}

/** The pair by which an organisation allows this submission, if it does. @param {Report} report */
export async function allowedBy(report) {
  if (!report.target.secure || !severe(report).every(isAboutTheReceiver)) return undefined;
  const sensitive = report.kinds.filter((kind) => SENSITIVE.includes(kind));
  return (await managed()).values.pairs?.find(
    ({ page, target, kinds = [] }) => under(report.page.host, page) && under(report.target.host, target) && sensitive.every((kind) => kinds.includes(kind)),
  );
}

/** @param {string} rule with its verdict, as severe() has it */
function isAboutTheReceiver(rule) {
  return rule.endsWith(" warn") && ABOUT_THE_RECEIVER.includes(rule.split("/")[0] ?? "");
}

/**
 * Is this submission covered by a pair that the person always allows, or the organisation?
 * @param {Report} report
 */
export async function covered(report) {
  const [all, allowed] = await Promise.all([pairs(), allowedBy(report)]);
  const pair = all[name(report)];
  if (allowed || !pair) return !!allowed;
  return (
    (report.target.secure || !pair.secure) &&
    severe(report).every((rule) => pair.rules.includes(rule)) &&
    report.kinds.every((kind) => pair.kinds?.includes(kind))
  );
}

/**
 * Always allow this page's site to send to this target's site. Rejects when that cannot be kept.
 * @param {Report} report
 */
export async function allow(report) {
  const kept = await pairs();
  if (Object.keys(kept).length >= MAX_PAIRS && !kept[name(report)]) throw new Error(`${MAX_PAIRS} pairs of sites are allowed already`);
  const before = kept[name(report)];
  kept[name(report)] = {
    page: report.page.site,
    target: report.target.site,
    kinds: union(before?.kinds, report.kinds),
    rules: union(before?.rules, severe(report)),
    secure: report.target.secure && (before?.secure ?? true),
    at: Date.now(),
  };
  await chrome.storage.local.set({ pairs: kept });
}

/**
 * Takes back an "always".
 * @param {string} key as in pairs()
 */
export async function revoke(key) {
  const kept = await pairs();
  delete kept[key];
  await chrome.storage.local.set({ pairs: kept });
}

/**
 * A submission whose answer goes to a named frame is seen again there. That second look, in another frame than the one
 * that was asked about, finds its grant here: for the same tab and target, and for no other filled field.
 * @typedef {object} Grant
 * @property {number} tab
 * @property {Question["waits"]} from
 * @property {Facts} facts
 * @property {number} until
 */

/** @type {Grant[]} */
let grants = [];

/** @param {number} tab @param {Question["waits"]} from @param {Facts} facts */
export function grant(tab, from, facts) {
  if (/^_(self|blank|parent|top)$/.test(facts.target.context)) return;
  grants.push({ tab, from, facts, until: Date.now() + ONCE_FOR });
}

/** True once for each grant. @param {number} tab @param {Question["waits"]} here @param {Facts} facts */
export function granted(tab, here, facts) {
  grants = grants.filter(({ until }) => until > Date.now());
  const found = grants.find(
    (one) =>
      one.tab === tab &&
      JSON.stringify(one.from) !== JSON.stringify(here) &&
      JSON.stringify(one.facts.target) === JSON.stringify(facts.target) &&
      filled(facts).every((field) => filled(one.facts).includes(field)),
  );
  grants = grants.filter((one) => one !== found);
  return found !== undefined;
}

/** @param {Facts} facts */
function filled({ fields }) {
  return fields.filter((field) => field.filled).map((field) => JSON.stringify(field));
}

/** The rules that fired and weigh, with how much. @param {Report} report */
function severe({ findings }) {
  return findings.filter(({ verdict }) => verdict === "warn" || verdict === "danger").map(({ rule, verdict }) => rule + " " + verdict);
}

/** @param {string[] | undefined} before @param {string[]} more */
function union(before, more) {
  return [...new Set([...(before ?? []), ...more])].sort();
}

/** The key of a report's pair. @param {Report} report */
export function name(report) {
  return report.page.site + " " + report.target.site;
}
