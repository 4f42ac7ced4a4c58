// The cards of a dossier: for each section one of every host, with what it says, where that is from, and what failed.

import { element } from "../ui/parts.js";
import { country, day, dotted, list, locale, ruleTexts, t } from "../ui/words.js";

/** @typedef {Record<string, any>} Section as the worker's OpenAPI document describes it */
/** @typedef {[name: string, value: string | string[] | Node | false | undefined]} Row */

/** @type {{ name: string, title: import("../ui/words.js").Key, rows: (section: Section) => Row[] }[]} */
const SECTIONS = [
  { name: "dns", title: "section.dns", rows: dns },
  { name: "hosting", title: "section.hosting", rows: hosting },
  { name: "registration", title: "section.registration", rows: registration },
  { name: "certificate", title: "section.certificate", rows: certificate },
  { name: "http", title: "section.http", rows: http },
  { name: "mail", title: "section.mail", rows: mail },
];

/**
 * @param {Known[]} known
 * @returns {HTMLElement[]} a heading for each section, and under it a card for each host
 */
export function cards(known) {
  const parts = [element("h2", "", t("section.operator")), ...known.map((one) => card(one.host, operator(one), t("evidence.from", { source: t("source.rules") }), ""))];
  for (const { name, title, rows } of SECTIONS) {
    const sections = known.map(({ dossier }) => /** @type {Section | undefined} */ (dossier?.[name]));
    if (!sections.some(Boolean)) continue;
    parts.push(element("h2", "", t(title)));
    sections.forEach((section, i) => {
      const host = known[i]?.host ?? "";
      parts.push(section ? card(host, rows(section), from(section), section["error"]) : card(host, [], "", t("dossier.none")));
    });
  }
  return parts;
}

/** @param {string} host @param {Row[]} rows @param {string} from @param {string} error */
function card(host, rows, from, error) {
  const told = rows.filter(([, value]) => (Array.isArray(value) ? value.length : value));
  const facts = told.flatMap(([name, value]) => [element("dt", "", name), ...(Array.isArray(value) ? value : [value]).map((one) => element("dd", "", one))]);
  return element(
    "article",
    "card",
    element("h3", "small muted", host),
    facts.length > 0 && element("dl", "", ...facts),
    error && element("p", "small", t("dossier.error", { error })),
    !facts.length && !error && element("p", "small", t("dossier.nothing")),
    from && element("p", "from muted small", from),
  );
}

/** @param {Section} section */
function from({ source, asOf }) {
  const time = new Date(asOf);
  const when = Number.isNaN(time.getTime()) ? "" : time.toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
  return dotted([source && t("evidence.from", { source }), when]);
}

/** @param {Known} known @returns {Row[]} */
function operator({ operator: party, network, asked }) {
  if (network !== "public") return [[t("fact.network"), t("dossier.private")]];
  /** @type {Row[]} */
  const told = asked === "never" ? [[t("fact.network"), t("dossier.never")]] : [];
  if (!party) return told;
  return [
    ...told,
    [t("fact.name"), party.name],
    [t("fact.role"), ruleTexts()[party.role] ?? party.role],
    [t("fact.law"), party.jurisdiction && country(party.jurisdiction)],
    [t("fact.checked"), t(party.verified ? "fact.yes" : "fact.no")],
  ];
}

/** @param {Section} dns @returns {Row[]} */
function dns({ status, addresses, aliases, nameServers, dnssec, caa }) {
  return [
    [t("fact.status"), status !== "found" && status],
    [t("fact.addresses"), addresses],
    [t("fact.aliases"), aliases],
    [t("fact.name-servers"), nameServers],
    ["DNSSEC", dnssec !== "unknown" && t(dnssec === "validated" ? "fact.yes" : "fact.no")],
    ["CAA", (caa ?? []).map((/** @type {Section} */ one) => `${one["tag"]} ${one["value"]}`)],
  ];
}

/** @param {Section} hosting @returns {Row[]} */
function hosting({ addresses }) {
  return (addresses ?? []).map((/** @type {Section} */ { address, country: land, asn, asName, confidence, network }) => [
    address,
    dotted([land && confidence !== "anycast" ? country(land) : "", sure(confidence), asn ? `AS${asn} ${asName}` : "", network]),
  ]);
}

/** @param {string} confidence */
function sure(confidence) {
  switch (confidence) {
    case "agreed":
      return t("place.agreed");
    case "differing":
      return t("place.differing");
    case "anycast":
      return t("path.anycast");
  }
  return t("path.nowhere");
}

/** @param {Section} registration @returns {Row[]} */
function registration({ domain, created, changed, expires, registrar, organisation, country: land, inconsistencies }) {
  return [
    [t("fact.domain"), domain],
    [t("fact.created"), day(created)],
    [t("fact.changed"), day(changed)],
    [t("fact.expires"), day(expires)],
    [t("fact.registrar"), registrar],
    [t("fact.organisation"), organisation],
    [t("fact.country"), land && country(land)],
    [t("fact.contradictions"), inconsistencies],
  ];
}

/** @param {Section} certificate @returns {Row[]} */
function certificate({ organisation, names, issuer, notBefore, notAfter, key, protocol, verified, reason }) {
  return [
    [t("fact.valid"), notBefore && `${day(notBefore)} – ${day(notAfter)}`],
    [t("fact.verified"), issuer && (verified ? t("fact.yes") : reason || t("fact.no"))],
    [t("fact.organisation"), organisation],
    [t("fact.issuer"), issuer],
    [t("fact.names"), names],
    [t("fact.encryption"), dotted([key, protocol])],
  ];
}

/** @param {Section} http @returns {Row[]} */
function http({ status, server, poweredBy, hsts, hops }) {
  return [
    [t("fact.status"), status ? String(status) : ""],
    [t("fact.software"), dotted([server, poweredBy])],
    ["HSTS", status ? t(hsts ? "fact.yes" : "fact.no") : ""],
    [t("fact.hops"), (hops ?? []).map((/** @type {Section} */ one) => dotted([`${one["scheme"]}://${one["host"]}`, one["country"] && country(one["country"]), one["status"]]))],
  ];
}

/** @param {Section} mail @returns {Row[]} */
function mail({ operators, spf, dmarc }) {
  return [
    [t("fact.mail"), operators?.length ? list(operators) : ""],
    ["SPF", spf],
    ["DMARC", dmarc],
  ];
}
