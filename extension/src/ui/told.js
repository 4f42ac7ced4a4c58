// What a report says, in the person's language. The inspector writes English; here its parts are put into words again.

import { ruleHeadline } from "./finding.js";
import { country, day, dotted, list, ruleTexts, spoken, t } from "./words.js";

/** In the order in which people are told. Names are one: see kinds(). */
const SPOKEN = [
  "password", "cc-number", "cc-csc", "bank-account", "national-id", "passport", "tax-id", "health", "email", "name", "username",
  "tel", "street-address", "postal-code", "bday", "sex", "cc-exp", "file", "free-text", "one-time-code",
];

/** @param {Verdict} verdict */
export function verdict(verdict) {
  return t(`verdict.${verdict}`);
}

/**
 * What would be sent, as the inspector says it in English: "your e-mail address and name".
 * @param {string[]} kinds
 */
export function kinds(kinds) {
  const named = new Set(kinds.map((kind) => (kind === "given-name" || kind === "family-name" ? "name" : kind)));
  if (named.has("street-address")) named.delete("postal-code");
  const told = SPOKEN.filter((kind) => named.has(kind)).map((kind) => t(/** @type {import("./words.js").Key} */ (`kind.${kind}`)));
  if (!told.length) return t(named.has("search") ? "kind.search" : "kind.other");
  return list(told.length > 4 ? [...told.slice(0, 3), t("kind.more")] : told);
}

/** One plain sentence: what would go where. @param {Report} report */
export function headline(report) {
  if (spoken() === "en") return report.headline;
  const { target, operator, transfer, findings } = report;
  const what = { kinds: kinds(report.kinds) };
  if (!target.host) return t(/^(https?)?$/.test(target.scheme) ? "headline.unreadable" : "headline.nowhere", what);
  const own = ruleHeadline(report);
  if (own) return own;
  const open = findings.some(({ rule }) => rule === "transport/cleartext");
  const script = /^A script of (\S+) would send /.exec(report.headline)?.[1] ?? "";
  const to = operator && !target.sameSite ? `${operator.name} (${target.host})` : target.host;
  const land = transfer.country ? country(transfer.country) : "";
  const said = { ...what, target: to, script };
  const sentence = script ? t(open ? "headline.script.open" : "headline.script", said) : t(open ? "headline.open" : "headline.sealed", said);
  if (land && transfer.basis === "hosting") return sentence + " " + t("headline.server", { country: land });
  if (land && transfer.basis === "operator") return sentence + " " + t("headline.law", { country: land });
  return sentence;
}

/**
 * What could not be checked, a sentence for each reason. The report's lines are "subject: reason".
 * @param {Report} report
 */
export function notChecked({ unknown }) {
  /** @type {Map<string, string[]>} */
  const subjects = new Map();
  for (const line of unknown) {
    const cut = line.indexOf(": ");
    const [subject, why] = cut < 0 ? [line, ""] : [line.slice(0, cut), line.slice(cut + 2)];
    subjects.set(why, [...(subjects.get(why) ?? []), subject]);
  }
  return [...subjects].map(([why, names]) => {
    const [, unasked, reason] = /^(not looked up)?(?:: )?(.*)$/.exec(why) ?? [];
    const what = { subjects: list(names.map(subject)), reason: because(reason ?? "") };
    if (unasked) return t(reason ? "unknown.unasked.because" : "unknown.unasked", what);
    return t(reason ? "unknown.because" : "unknown", what);
  });
}

/** @param {string} name */
function subject(name) {
  switch (name) {
    case "addresses":
      return t("subject.addresses");
    case "hosting":
      return t("subject.hosting");
    case "registration":
      return t("subject.registration");
    case "certificate":
      return t("subject.certificate");
    case "rules":
      return t("subject.rules");
  }
  return name;
}

/** @param {string} reason the inspector's; the worker's own words stay as they are */
function because(reason) {
  switch (reason) {
    case "no worker is chosen":
      return t("because.off");
    case "the worker did not answer":
      return t("because.failed");
    case "this page has led to too many hosts":
      return t("because.limit");
    case "the organisation names it as one that is never looked up":
      return t("because.never");
    case "expired; exemptions do not count":
      return t("because.expired");
  }
  return reason;
}

/**
 * The operator in a sentence, "" where it is not known: what it does, whose law it is under, and how sure that is.
 * @param {Report} report
 */
export function operatorFact({ operator }) {
  if (!operator) return "";
  const facts = [ruleTexts()[operator.role] ?? operator.role, operator.jurisdiction && t("path.law", { country: country(operator.jurisdiction) }), !operator.verified && t("path.unverified")];
  return `${operator.name} (${facts.filter(Boolean).join(", ")}).`;
}

/** Rule, source, time and confidence in one line. @param {Finding} finding */
export function evidence({ rule, source, asOf, confidence }) {
  return dotted([rule, source && t("evidence.from", { source: from(source) }), day(asOf), sure(confidence)]);
}

/** @param {string} source */
function from(source) {
  switch (source) {
    case "the page":
      return t("source.page");
    case "the rules":
      return t("source.rules");
    case "what Formtrace remembers of this form":
      return t("source.memory");
  }
  return source;
}

/** @param {string | undefined} confidence */
function sure(confidence) {
  switch (confidence) {
    case "certain":
      return t("sure.certain");
    case "likely":
      return t("sure.likely");
    case "possible":
      return t("sure.possible");
  }
  return confidence;
}
