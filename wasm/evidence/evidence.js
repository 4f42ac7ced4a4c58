// A document of evidence, made in a browser: the same JSON as package evidence makes, from the same facts. Call make, then text.
// Go's own test compares the two byte for byte. schema is schema.json, knowledge the JSON of evidence.Knowledge.

/**
 * @typedef {{ [name: string]: unknown }} Tree
 * @typedef {{ $ref?: string, type?: string, format?: string, const?: unknown, enum?: unknown[], maxLength?: number, maxItems?: number, items?: Node,
 *   properties?: Record<string, Node>, additionalProperties?: boolean | Node, required?: string[], $defs?: Record<string, Node> }} Node
 * @typedef {{ rules: ({ id: string } & Tree)[], authorities: ({ place: string } & Tree)[], countries: Record<string, string> }} Knowledge
 * @typedef {{ occasion: "inspected" | "held" | "refused" | "sent" | "host", made: string, request: Tree, report: Tree | null, dossier: Tree | null, bundle: Tree, page?: string }} Known
 *   made is RFC 3339 with the zone; page the SHA-256 of the page's file, where there is one.
 */

/**
 * The document of one submission, or of one host.
 * @param {Known} known
 * @param {Knowledge} knowledge
 * @param {Node} schema
 * @returns {Promise<Tree>}
 */
export async function make(known, knowledge, schema) {
  const keeper = new Keeper(schema);
  const facts = { ...known.request, occasion: known.occasion, ...(known.dossier && { dossier: known.dossier }) };
  const kept = keeper.document({
    schema: 1,
    kind: "evidence",
    made: known.made,
    facts,
    ...(known.report && { report: known.report }),
    rules: [],
    unknown: [],
    countries: {},
    bundle: known.bundle,
    digests: { algorithm: "SHA-256", canonical: "RFC 8785", facts: "0".repeat(64) },
  });
  const report = tree(kept.report);
  consistent(tree(kept.facts) ?? {}, report);
  /** @type {Record<string, string>} */
  const countries = {};
  keeper.name(countries, knowledge.countries, "Facts", kept.facts);
  keeper.name(countries, knowledge.countries, "Report", report);
  const home = string(tree(kept.facts), "home");
  const authority = home && knowledge.authorities.find(({ place }) => place === home);
  return keeper.document({
    ...kept,
    rules: fired(report, knowledge),
    unknown: gaps(tree(kept.facts) ?? {}, report),
    countries,
    ...(authority && { authority }),
    digests: {
      algorithm: "SHA-256",
      canonical: "RFC 8785",
      facts: await digest(canonical(kept.facts)),
      ...(report && { report: await digest(canonical(report)) }),
      ...(known.page && { page: known.page }),
    },
  });
}

/** The document as its file has it. @param {Tree} document */
export const text = (document) => JSON.stringify(sorted(document), null, 2) + "\n";

/** RFC 8785, of what a document holds: texts, whole numbers, yes and no. @param {unknown} value */
const canonical = (value) => JSON.stringify(sorted(value));

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  const object = tree(value);
  // Names are compared by their UTF-16 code units, as sort does.
  return object ? Object.fromEntries(Object.keys(object).sort().map((name) => [name, sorted(object[name])])) : value;
}

/** @param {string} written */
async function digest(written) {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(written));
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {unknown} value @returns {Tree | null} */
const tree = (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? /** @type {Tree} */ (value) : null);

/** @param {Tree | null} of @param {string} name */
function string(of, name) {
  const value = of?.[name];
  return typeof value === "string" ? value : "";
}

/** @param {unknown} value @returns {unknown[]} */
const list = (value) => (Array.isArray(value) ? value : []);

// What does not show, or turns other characters round; the same ranges as in Go.
const UNPRINTABLE = /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** @param {string} value */
const plainText = (value) => value.replace(/\p{Surrogate}/gu, "\ufffd").replace(UNPRINTABLE, "\ufffd");

/** Scheme, host, port and path; of a mailto its address. @param {string} url */
export function plainURL(url) {
  const [, before = "", after = ""] = /^([a-z][a-z0-9+.-]*):([^]*)$/i.exec(url) ?? [];
  if (!before) return "";
  const scheme = before.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const rest = after.replace(/[?#][^]*$/, "");
  if (scheme === "mailto" || scheme === "about") return scheme + ":" + withoutParameters(rest);
  if (!["http", "https", "ws", "wss", "ftp"].includes(scheme)) return scheme + ":";
  const [host = "", ...path] = rest.replaceAll("\\", "/").replace(/^\/+/, "").split("/");
  return scheme + "://" + withoutParameters([host.slice(host.lastIndexOf("@") + 1), ...path].join("/"));
}

/** @param {string} path */
const withoutParameters = (path) => path.replace(/;[^/]*/g, "");

/** Keeps what the schema names, and nothing else. */
class Keeper {
  /** @param {Node} schema */
  constructor(schema) {
    this.defs = schema.$defs ?? {};
  }

  /** @param {Tree} document @returns {Tree} */
  document(document) {
    return /** @type {Tree} */ (this.keep("", { $ref: "#/$defs/Evidence" }, document));
  }

  /** @param {Node} node @returns {Node} */
  resolve(node) {
    return node.$ref ? this.defs[node.$ref.slice("#/$defs/".length)] ?? {} : node;
  }

  /** undefined where the value does not fit. @param {string} path @param {Node} named @param {unknown} value @returns {unknown} */
  keep(path, named, value) {
    const node = this.resolve(named);
    switch (node.type) {
      case "object":
        return tree(value) ? this.object(path, node, /** @type {Tree} */ (value)) : undefined;
      case "array":
        return Array.isArray(value) ? this.list(path, node, value) : undefined;
      case "string":
        if (typeof value !== "string") return undefined;
        return allowed(node, [...plainText(node.format === "formtrace-url" ? plainURL(value) : value)].slice(0, node.maxLength ?? Infinity).join(""));
      case "integer":
        return Number.isSafeInteger(value) ? allowed(node, value === 0 ? 0 : value) : undefined;
      case "boolean":
        return typeof value === "boolean" ? value : undefined;
    }
    return undefined;
  }

  /** @param {string} path @param {Node} node @param {unknown[]} value */
  list(path, node, value) {
    const kept = [];
    for (const item of value) {
      if (kept.length === node.maxItems) break;
      const one = this.keep(`${path}[${kept.length}]`, node.items ?? {}, item);
      if (one !== undefined) kept.push(one);
    }
    return kept;
  }

  /** @param {string} path @param {Node} node @param {Tree} value */
  object(path, node, value) {
    const own = node.properties ?? {};
    const others = typeof node.additionalProperties === "object" ? node.additionalProperties : null;
    /** @type {[string, unknown][]} */
    const kept = [];
    for (const name of Object.keys(value)) {
      const of = Object.hasOwn(own, name) ? own[name] : plainText(name) === name && others;
      const one = of ? this.keep(path ? `${path}.${name}` : name, of, value[name]) : undefined;
      if (one !== undefined) kept.push([name, one]);
    }
    const out = Object.fromEntries(kept);
    for (const name of node.required ?? [])
      if (!Object.hasOwn(out, name)) throw new Error(`evidence: ${path ? path + "." : ""}${name}: expected ${name}, which is missing or no ${this.resolve(own[name] ?? {}).type}`);
    return out;
  }

  /**
   * Notes the names of the countries whose codes stand in a value.
   * @param {Record<string, string>} names @param {Record<string, string>} known @param {string | Node} at @param {unknown} value
   */
  name(names, known, at, value) {
    const node = this.resolve(typeof at === "string" ? { $ref: "#/$defs/" + at } : at);
    if (Array.isArray(value)) for (const item of value) this.name(names, known, node.items ?? {}, item);
    else if (tree(value)) for (const [name, of] of Object.entries(node.properties ?? {})) this.name(names, known, of, /** @type {Tree} */ (value)[name]);
    else if (node.format === "formtrace-country" && typeof value === "string" && Object.hasOwn(known, value)) names[value] = known[value] ?? "";
  }
}

/** @param {Node} node @param {unknown} value */
const allowed = (node, value) => ((node.const === undefined || node.const === value) && (!node.enum || node.enum.includes(value)) ? value : undefined);

/** Occasion, report and dossier are about one thing; a dossier about another host is none. @param {Tree} facts @param {Tree | null} report */
function consistent(facts, report) {
  const occasion = string(facts, "occasion");
  const dossier = tree(facts.dossier);
  const fault =
    (!occasion && "facts.occasion: expected inspected, held, refused, sent or host") ||
    (occasion === "host" && report && "report: expected none, as there was no submission") ||
    (occasion === "host" && !dossier && "facts.dossier: expected one, as there was no submission") ||
    (occasion !== "host" && !report && "report: expected one");
  if (fault) throw new Error("evidence: " + fault);
  if (report && string(dossier, "host") !== string(tree(report.target), "host")) delete facts.dossier;
}

/** The texts of the rules that fired and of what lowered them, each once. @param {Tree | null} report @param {Knowledge} knowledge */
function fired(report, knowledge) {
  const findings = list(report?.findings).map(tree);
  const ids = new Set(["rule", "loweredBy"].flatMap((by) => findings.map((finding) => string(finding, by))));
  return [...ids].flatMap((id) => knowledge.rules.find((rule) => rule.id === id) ?? []);
}

const SECTIONS = { dns: "addresses", hosting: "hosting", registration: "registration", certificate: "certificate", http: "web server", mail: "mail" };
const NOT_ASKED = /** @type {Record<string, string>} */ ({
  off: "not looked up: no worker is chosen",
  failed: "not looked up: the worker did not answer",
  limit: "not looked up: this page has led to too many hosts",
  never: "not looked up: the organisation names it as one that is never looked up",
});

/** What was not known, and why. @param {Tree} facts @param {Tree | null} report */
function gaps(facts, report) {
  /** @type {Map<string, string>} */
  const out = new Map();
  const add = (/** @type {string} */ what, /** @type {string} */ why) => {
    if (why && !out.has(what)) out.set(what, why);
  };
  const target = tree(report?.target);
  const dossier = tree(facts.dossier);
  for (const line of list(report?.unknown)) {
    const [what = "", ...why] = String(line).split(": ");
    add(what, why.join(": "));
  }
  for (const [name, what] of Object.entries(SECTIONS)) {
    const section = tree(dossier?.[name]);
    if (section) add(what, string(section, "error"));
    else if (!report || dossier) add(what, "not asked for");
    else add(what, NOT_ASKED[string(facts, "asked")] ?? (target?.sameSite === true ? "not looked up: the target is of the page's own site" : "not looked up"));
  }
  if (!string(facts, "home")) add("law", "no home is chosen, so nobody knows whose law counts");
  if (report && report.operator === undefined && string(target, "network") === "public" && target?.sameSite === false) add("operator", "the rules do not know who runs " + string(target, "host"));
  return [...out].map(([what, why]) => ({ what, why }));
}
