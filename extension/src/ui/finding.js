// A finding in the person's language. The inspector fills a rule's English templates; rules/curated/languages holds each
// template with its translation. So the template is found by filling it again, and its translation is filled instead.

import { kinds } from "./told.js";
import { country, day, fill, ruleTexts, spoken } from "./words.js";

/**
 * Title, reason and advice. What has no translation (another channel's words) stays as it is, and `lang` says so.
 * @param {Report} report
 * @param {Finding} finding
 */
export function told(report, finding) {
  const { title, why, instead = "" } = finding;
  if (spoken() === "en") return { title, why, instead, lang: "" };
  const said = translate(report, finding, why);
  return {
    title: ruleTexts()[title] ?? title,
    why: said ?? why,
    instead: instead && (translate(report, finding, instead) ?? instead),
    lang: said === null ? "en" : "",
  };
}

/**
 * The headline that the gravest finding brings, or null.
 * @param {Report} report
 * @returns {string | null}
 */
export function ruleHeadline(report) {
  const [gravest] = report.findings;
  return gravest ? translate(report, gravest, report.headline) : null;
}

/**
 * @param {Report} report
 * @param {Finding} finding
 * @param {string} text a filled English template
 * @returns {string | null}
 */
function translate(report, finding, text) {
  const english = { "page.site": report.page.site, "target.host": report.target.host, "target.site": report.target.site, ...finding.parameters };
  const wanted = lower(text);
  for (const [template, translation] of Object.entries(ruleTexts())) {
    if (lower(put(template, english)) === wanted) return fill(translation, own(report, english));
  }
  return null;
}

/** @param {string} template @param {Record<string, string>} values */
function put(template, values) {
  return template.replace(/\{([\w.]+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A sentence may begin with what stands small elsewhere. @param {string} text */
function lower(text) {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/**
 * The same values in the person's language.
 * @param {Report} report
 * @param {Record<string, string>} english
 * @returns {Record<string, string>}
 */
function own({ kinds: asked, home, transfer, place, operator }, english) {
  const countries = { home, "transfer.country": transfer.country, "hosting.country": place?.country, "party.jurisdiction": operator?.jurisdiction };
  /** @type {Record<string, string>} */
  const values = { ...english, "submission.kinds": kinds(asked) };
  for (const [name, code] of Object.entries(countries)) if (code) values[name] = country(code);
  for (const [name, value] of Object.entries(values)) {
    if (name === "memory.country") values[name] = abroad(value);
    else if (/^(memory\.at|registration\.created|certificate\.notBefore)$/.test(name)) values[name] = day(value + " UTC") || value;
    else if (ruleTexts()[value]) values[name] = ruleTexts()[value] ?? value;
  }
  return values;
}

/** A country by its English name, in the person's language. @param {string} name */
function abroad(name) {
  const english = new Intl.DisplayNames("en-GB", { type: "region" });
  const plain = name.replace(/^the /, "");
  for (let n = 0; n < 676; n++) {
    const code = String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26));
    if (english.of(code) === plain) return country(code);
  }
  return name;
}
