// The facts of a document for people, in English: what each is, and one or more values; the same as the command's
// (wasm/evidence, rows.go), which a test compares.

/** @typedef {Record<string, any>} Tree */
/** @typedef {import("./make.js").Node & { title?: string }} Node */
/** @typedef {{ label: string, values: string[] }} Row */
/** @typedef {{ title: string, source: string, asOf: string, error: string, rows: Row[] }} Section */

/** The words for verdicts, as documents have them. @type {Record<string, string>} */
export const VERDICTS = { danger: "Danger", warn: "Warning", notice: "Notice", clear: "Nothing found" };

/** @param {Row[]} rows @param {string} label @param {...(string | undefined)} values what is empty is left out */
export function add(rows, label, ...values) {
  const kept = values.filter((value) => value !== undefined && value !== "");
  if (kept.length) rows.push({ label, values: /** @type {string[]} */ (kept) });
}

/** What the document says first. @param {Tree} document */
export function headline({ report, facts }) {
  return report ? report.headline : `What is known about ${facts.dossier?.host ?? ""}.`;
}

/** How the document came about. @param {Tree} document */
export function occasion({ facts }) {
  switch (facts.occasion) {
    case "held":
      return "Formtrace held this submission back, and asked the person.";
    case "refused":
      return "Formtrace refused this request of a script, and asked nobody: it was not sent.";
    case "sent":
      return "This submission was sent.";
    case "host":
      return "A host was looked up. There was no submission.";
  }
  return "A page was inspected. Nobody had typed anything; every field counts as filled.";
}

/** What would go where. @param {Tree} document @returns {Row[]} */
export function submission(document) {
  const { facts, report } = document;
  /** @type {Row[]} */
  const out = [];
  if (!report) return out;
  const { page = {}, frame = {}, form = {}, target = {}, submitter = {}, fields = [], script = {}, seen = {} } = facts;
  add(out, "Page", (page.url ?? "") + open(page.url));
  add(out, "Frame", frame.url);
  if (script.url || script.way) {
    add(out, "Sent by a script", script.url, (script.way ?? "") + (script.early ? ", while the person was typing" : ""));
  } else {
    const names = [form.id, form.name].filter(Boolean).map((name) => `, “${name}”`);
    add(out, "Form", `number ${(form.index ?? 0) + 1} on the page${names.join("")}`);
  }
  if (submitter.overrides) add(out, "Button", `“${submitter.name ?? ""}”, with a target of its own`);
  add(out, "Target", (target.url ?? "") + open(target.url));
  const encoding = target.method === "post" && target.enctype ? ", " + target.enctype : "";
  add(out, "Method", (target.method ?? "").toUpperCase() + encoding);
  if (target.context !== "_self") add(out, "Opens in", target.context);
  const filled = fields.filter((/** @type {Tree} */ field) => field["filled"]);
  add(out, "Fields filled", filled.map((/** @type {Tree} */ { name = "", control = "", type }) => `${name} (${type || control})`.trim()).join(", "));
  add(out, "They ask for", (report.kinds ?? []).join(", "));
  add(out, "Judged at", moment(facts.now));
  if (facts.home) add(out, "For a person in", country(document, facts.home));
  if (seen.host) add(out, "Led before to", `${seen.scheme ?? ""}://${seen.host}${seen.country ? ", " + country(document, seen.country) : ""}, ${moment(seen.at)}`);
  return out;
}

/** The statuses of a transfer in words. @type {Record<string, string>} */
const TRANSFERS = {
  "no-home": "nobody knows whose law counts, as no home is chosen",
  unknown: "the country of the recipient is not known",
  home: "stays under the law of the person's home",
  neutral: "not a transfer by this law",
  adequate: "seen as adequate by this law",
  partial: "adequate for some recipients only; it depends on the recipient",
  restricted: "a restricted transfer: not seen as adequate by this law",
  "no-data": "leaves the person's home, of whose law nothing is known here",
};

/** What a transfer is judged by, in words. @type {Record<string, string>} */
const BASES = {
  operator: "the law that the operator is under",
  "operator-unverified": "the law that the operator is said to be under; nobody has opened the source of this yet",
  hosting: "where the server stands",
};

/** Who would receive it, where, and under whose law. @param {Tree} document @returns {Row[]} */
export function recipient(document) {
  const { report } = document;
  /** @type {Row[]} */
  const out = [];
  if (!report) return out;
  const { target = {}, page = {}, operator, place, transfer = {} } = report;
  add(out, "Host", target.host);
  add(out, "Site", target.sameSite ? `${target.site ?? ""}, the page's own` : `${target.site ?? ""}; the page's is ${page.site ?? ""}`);
  if (operator) {
    const who = [operator.name ?? "", operator.role].filter((part, i) => i === 0 || part).join(", ");
    add(out, "Run by", who + (operator.verified ? "" : " (nobody has opened the source of this yet)"));
    add(out, "Under the law of", country(document, operator.jurisdiction));
  }
  if (place) {
    const where = place.countryName ?? "";
    add(out, "Server in", place.confidence === "agreed" ? where : `${where} (confidence: ${place.confidence ?? ""})`.replace(/^ /, ""));
    if (place.asn) add(out, "Network", `AS${place.asn} ${place.asName ?? ""}`.trim());
  }
  if (transfer.status && transfer.status !== "none") {
    const how = TRANSFERS[transfer.status] ?? "";
    add(out, "Transfer", transfer.countryName ? `${transfer.countryName}: ${how}` : how);
    add(out, "Country taken from", BASES[transfer.basis]);
    add(out, "Law", transfer.law);
    add(out, "Source of the law", transfer.source);
  }
  return out;
}

/** The sections of the dossier that are there. @param {Tree} document @param {Node} schema @returns {Section[]} */
export function sections(document, schema) {
  const defs = schema.$defs ?? {};
  const dossier = document["facts"].dossier ?? {};
  return Object.entries(defs["Dossier"]?.properties ?? {}).flatMap(([name, named]) => {
    const node = resolve(defs, named);
    const found = dossier[name];
    if (!found || node.type !== "object") return [];
    const { source = "", asOf = "", error = "" } = found;
    return [{ title: node.title ?? "", source, asOf: readable(asOf), error, rows: facts(document, defs, name, node, found) }];
  });
}

/** A schema in the place of its name; a title beside the name counts. @param {Record<string, Node>} defs @param {Node | undefined} node @returns {Node} */
function resolve(defs, node = {}) {
  const named = node.$ref ? defs[node.$ref.slice("#/$defs/".length)] : undefined;
  return named ? { ...named, ...(node.title && { title: node.title }) } : node;
}

/** A section's facts. Of hosting, every fact of an address has a row of its own. @param {Tree} document @param {Record<string, Node>} defs @param {string} section @param {Node} node @param {Tree} found @returns {Row[]} */
function facts(document, defs, section, node, found) {
  /** @type {Row[]} */
  const out = [];
  for (const [name, named] of Object.entries(node.properties ?? {})) {
    const of = resolve(defs, named);
    if (["source", "asOf", "ttl", "error"].includes(name)) continue;
    if (section === "hosting" && name === "addresses") {
      for (const address of found[name] ?? []) out.push(...facts(document, defs, "", resolve(defs, of.items), address));
    } else {
      add(out, of.title ?? "", ...values(document, defs, of, found[name]));
    }
  }
  return out;
}

/** Those of one fact: one for each thing of a list of things, else one. @param {Tree} document @param {Record<string, Node>} defs @param {Node} node @param {unknown} found @returns {string[]} */
function values(document, defs, node, found) {
  if (!Array.isArray(found)) return [value(document, defs, node, found)];
  const items = resolve(defs, node.items);
  const out = found.map((item) => value(document, defs, items, item));
  return items.type === "object" || out.some((one) => one.includes(", ")) ? out : [out.join(", ")];
}

/** One fact in words; "" for what is not known. Of a thing with names, the first stands for it and the others follow. @param {Tree} document @param {Record<string, Node>} defs @param {Node} node @param {unknown} found @returns {string} */
function value(document, defs, node, found) {
  if (typeof found === "string") return node.format === "formtrace-country" ? country(document, found) : readable(found);
  if (typeof found === "boolean") return found ? "yes" : "no";
  if (typeof found === "number") return found ? String(found) : "";
  if (Array.isArray(found)) return values(document, defs, node, found).join(", ");
  if (!found) return "";
  let first = "";
  /** @type {string[]} */
  const more = [];
  Object.entries(node.properties ?? {}).forEach(([name, named], i) => {
    const of = resolve(defs, named);
    const said = value(document, defs, of, /** @type {Tree} */ (found)[name]);
    if (said && i === 0) first = said;
    else if (said) more.push((of.title ? of.title + " " : "") + said);
  });
  if (!more.length) return ""; // of which only the name is known, nothing is
  return `${first}: ${more.join("; ")}`.replace(/^: /, "");
}

/** A code with its name. @param {Tree} document @param {string} [code] */
export function country({ countries }, code = "") {
  return countries[code] ? `${countries[code]} (${code})` : code;
}

/** A source in one line. @param {{ source: string, date: string, note?: string }} source */
export function sourceLine({ source, date, note }) {
  return `${source} (${date})${note ? ": " + note : ""}`;
}

/** A time of RFC 3339 for people, its zone said; other texts stay. @param {string} [text] */
export function readable(text = "") {
  const [, day, time, zone] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (!zone || Number.isNaN(Date.parse(text))) return text;
  return `${day} ${time} ${zone === "Z" || /[+-]00:00/.test(zone) ? "UTC" : `(UTC${zone})`}`;
}

/** A time in Unix seconds; "" for none. @param {number} [unix] */
function moment(unix) {
  return unix ? new Date(unix * 1000).toISOString().slice(0, 19).replace("T", " ") + " UTC" : "";
}

/** @param {string} [url] */
const open = (url = "") => (url.startsWith("http:") ? " (not encrypted)" : "");
