// What was seen as a test of a rule, for researchers: ruleTest(request, report) writes an entry for the `hit:` of the
// gravest rule that fired (see rules/curated/behaviour), with the others in a comment; where none fired, one for a `miss:`
// or for the corpus of harmless submissions. No value is in it: the inspector has none.
//
// A rule's test names its fields by name and type only. So each field is called what it is recognised by: its name, or
// else what it is labelled; the inspector itself says whether that comes to the same kind.

import { inspect } from "./inspector.js";

/** @typedef {import("./decide.js").InspectorRequest} InspectorRequest */

/**
 * @param {InspectorRequest} request
 * @param {Report} report
 */
export async function ruleTest(request, report) {
  const { page, frame, target, home, asked, dossier, seen, script, now } = request;
  const fields = [];
  for (const field of request.fields) if (field.filled) fields.push(await called(field, request));
  const day = typeof dossier?.asOf === "string" ? dossier.asOf : new Date(now * 1000).toISOString().slice(0, 10);
  const parts = {
    name: `seen at ${report.page.host || "a page"}, to ${report.target.host || report.target.scheme}`,
    verdict: report.findings[0]?.verdict,
    page: page.url,
    frame: frame?.url,
    target: target.url,
    method: target.method === "post" ? undefined : target.method,
    script: script?.url,
    early: script?.early || undefined,
    home: home || undefined,
    fields: fields.length ? fields : ["a field that is not filled in"],
    at: day,
    asked: dossier ? undefined : asked || undefined,
    dossier: sections(dossier),
    seen,
  };
  const lines = Object.entries(parts).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const [first, ...others] = report.findings.map(({ rule, verdict }) => `${rule} ${verdict}`);
  const fires = !first ? "nothing fires" : `a hit of ${first}${others.length ? "; also " + others.join(", ") : ""}`;
  return `  # ${fires}\n  - ${lines.join("\n    ")}\n`;
}

/**
 * A field as a rule's test writes it: what it is recognised by, after its type where that says more than "text".
 * @param {FieldFacts} field
 * @param {InspectorRequest} request
 */
async function called(field, request) {
  const type = field.control === "input" ? field.type : field.control;
  const before = type === "text" || !type ? "" : type + ":";
  const bare = { ...field, id: "", autocomplete: "", label: "", placeholder: "" };
  const kind = await kinds([field], request);
  const words = [field.name, field.autocomplete, field.label, field.placeholder, field.id].filter(Boolean);
  for (const name of words) if ((await kinds([{ ...bare, name }], request)) === kind) return before + name;
  return before + (field.name || "unnamed");
}

/** @param {FieldFacts[]} fields @param {InspectorRequest} request */
async function kinds(fields, { page, form, target, home, now, asked }) {
  const report = await inspect({ page, form, target, home, now, asked, fields });
  return report.kinds.join();
}

/** What rules look at, of each section (rules/inspect/request.go). @type {Record<string, string[]>} */
const READ = {
  dns: ["error", "status", "scope"],
  hosting: ["error", "addresses"],
  registration: ["error", "created", "organisation", "country", "countries", "inconsistencies"],
  certificate: ["error", "organisation", "notBefore", "verified", "reason"],
  http: ["error", "server", "poweredBy", "hsts"],
};
const ADDRESS = ["address", "asn", "asName", "country", "registeredCountry", "asCountry", "confidence", "scope"];

/** @param {Dossier | undefined} dossier */
function sections(dossier) {
  if (!dossier) return undefined;
  return Object.fromEntries(
    Object.entries(READ).flatMap(([name, fields]) => {
      const section = dossier[name];
      if (typeof section !== "object" || section === null) return [];
      const kept = pick(section, fields);
      if (Array.isArray(kept.addresses)) kept.addresses = kept.addresses.map((address) => pick(address, ADDRESS));
      return [[name, kept]];
    }),
  );
}

/** Those of its fields that say something. @param {object} from @param {string[]} names @returns {Record<string, unknown>} */
function pick(from, names) {
  const empty = (/** @type {unknown} */ value) => value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
  return Object.fromEntries(Object.entries(from).filter(([name, value]) => names.includes(name) && !empty(value)));
}
