// Findings, and what stands behind them, as dialog, stopped page and popup show them.

import { told } from "./finding.js";
import { button, element, icon } from "./parts.js";
import { evidence as fromWhere, notChecked, operatorFact, verdict } from "./told.js";
import { t } from "./words.js";

const SHOWN = 3; // reasons in sight, at most

/**
 * @param {Report} report
 * @param {Finding} finding
 * @param {{ from?: boolean, heading?: "h2" | "h3" }} [options] from: also where its facts are from
 */
export function findingItem(report, finding, { from = false, heading = "h2" } = {}) {
  const { title, why, instead, lang } = told(report, finding);
  const said = element("div", "", element(heading, "", title), element("p", "", why), instead && element("p", "instead", instead));
  if (lang) Object.assign(said, { lang, dir: "ltr" });
  const item = element("li", "finding " + finding.verdict, icon(finding.verdict, verdict(finding.verdict)), said);
  if (from) said.append(element("p", "evidence", fromWhere(finding)));
  return item;
}

/**
 * The reasons: the gravest in sight; behind them everything else, where each fact is from, and what could not be checked.
 * @param {Report} report
 * @param {boolean} looked the worker was asked
 * @param {() => unknown} save makes evidence of it
 */
export function reasons(report, looked, save) {
  const { target, bundle, findings } = report;
  const severe = findings.filter(({ verdict }) => verdict === "danger" || verdict === "warn");
  const shown = findings.slice(0, Math.max(2, Math.min(SHOWN, severe.length)));
  const others = findings.slice(shown.length);
  const facts = [
    ...shown.map((finding) => `${told(report, finding).title}: ${fromWhere(finding)}.`),
    operatorFact(report),
    t("details.target", { method: target.method.toUpperCase(), url: target.url }),
    ...notChecked(report),
    t(bundle.stale ? "details.rules.stale" : "details.rules", { rules: `${bundle.channel} ${bundle.version}, ${bundle.revision}` }),
    looked ? t("details.asked", { host: target.host }) : t("details.unasked"),
  ];
  const list = element("ul", "reasons", ...others.map((finding) => findingItem(report, finding, { from: true })));
  list.append(...facts.filter(Boolean).map((line) => element("li", "small", line)));
  const summary = element("summary", "", others.length ? t("details.more", { count: others.length }) : t("details.from"));
  return [
    element("ul", "reasons", ...shown.map((finding) => findingItem(report, finding))),
    element("div", "more", element("details", "", summary, list, report.place && attribution()), evidence(save)),
  ];
}

/**
 * Submissions are stopped before the browser looks whether it knows the host for one that speaks https only (RFC 6797,
 * which is for names, not addresses).
 * @param {Report} report
 */
export function mayBe({ target: { scheme, host, network } }) {
  if (scheme !== "http" || network !== "public" || /^\[|^[\d.]+(:|$)/.test(host)) return null;
  return element("p", "small", t("path.maybe", { host }));
}

/** Makes a document of what is shown here. @param {() => unknown} act */
export function evidence(act) {
  const made = button(t("evidence.save"), "plain small link save", act);
  made.title = t("evidence.save.why");
  return made;
}

/** Who made the tables of networks, as their licences ask wherever something of them is shown. */
export function attribution() {
  const link = element("a", "", "IP Geolocation by DB-IP");
  link.href = "https://db-ip.com";
  link.target = "_blank";
  link.rel = "noreferrer";
  return element("p", "muted small", t("attribution"), " ", link, ".");
}
