// A document of evidence for the eye and for paper: article(document, schema) makes it, file(article, style) the page that
// is saved, which needs nothing else. Its parts are those of the command's page (wasm/evidence, page.html).

import { element, icon } from "../ui/parts.js";
import { canonicalParts, digests } from "./checks.js";
import { VERDICTS, country, headline, occasion, readable, recipient, sections, sourceLine, submission } from "./rows.js";

/** @typedef {import("./rows.js").Tree} Tree */

/**
 * @param {Tree} document
 * @param {import("./rows.js").Node} schema
 */
export function article(document, schema) {
  const { report, made, unknown, rules } = document;
  const time = element("time", "", readable(made));
  time.dateTime = made;
  const told = element("div", "", element("b", "", "Formtrace evidence"), element("span", "muted small", "Where a form sends what is typed into it"));
  const found = sections(document, schema);
  const out = element(
    "article",
    "",
    element("header", "", told, element("div", "made small", element("span", "muted", "Made"), " ", time)),
    auto("h1", headline(document)),
    report && kicker(report),
    element("p", "muted", occasion(document) + " What was or would be typed is not in this document."),
    report && way(report),
    authority(document),
    ...(report ? findings(document) : []),
    report && element("section", "", element("h2", "", "The submission"), table(submission(document))),
    report && element("section", "", element("h2", "", "Who would receive it"), table(recipient(document))),
    found.length > 0 && element("h2", "", "What was looked up about " + (document["facts"].dossier?.host ?? "")),
    ...found.map(section),
    element("h2", "", "What is not known"),
    unknown.length > 0
      ? element("ul", "gaps", ...unknown.map((/** @type {Tree} */ { what, why }) => element("li", "", what + ": ", auto("span", why))))
      : element("p", "", "Nothing that was asked for is missing."),
    element("section", "", element("h2", "", "To check this document"), table(digests(document), "sha")),
    rules.length > 0 && element("h2", "", "Appendix: the rules as they are written"),
    rules.length > 0 && element("div", "columns", ...rules.flatMap((/** @type {Tree} */ { id, text }) => [element("h3", "", element("code", "", id)), element("pre", "", text.join("\n"))])),
    element("h2", "", report ? "Appendix: the facts and the report of which the digests are" : "Appendix: the facts of which the digests are"),
    element("p", "muted small", "In the form of RFC 8785. Lines are broken for the page only."),
    ...canonicalParts(document).map((part) => element("pre", "", part)),
    element("footer", "", "Made by Formtrace, from facts and rules, without anything that anybody typed."),
  );
  return Object.assign(out, { lang: "en", dir: "ltr" });
}

/** What a host or a page calls itself runs in its own direction. @template {"h1" | "div" | "span" | "p" | "b"} Name @param {Name} name @param {string} text @param {string} [className] */
function auto(name, text, className = "") {
  const made = element(name, className, text);
  made.dir = "auto";
  return made;
}

/** @param {Tree} report */
function kicker({ verdict, interrupts }) {
  return element("p", "kicker " + verdict, icon(verdict), ` ${VERDICTS[verdict]}${interrupts ? ": Formtrace interrupts here" : ""}`);
}

/** @param {Tree} document */
function authority({ authority: to, facts: { home }, countries }) {
  const ask = element("p", "muted small", "Ask the site’s owner first: who receives this, and why there? Send this document along.");
  if (!to) {
    const nobody = home ? `For complaints, ${country({ countries }, home)}: nobody is known here.` : "No home was chosen, so this does not say who takes complaints.";
    return element("div", "to", element("p", "muted", nobody), ask);
  }
  const link = element("a", "", to.complaints);
  if (/^https?:/.test(to.complaints)) Object.assign(link, { href: to.complaints, rel: "noreferrer" });
  return element(
    "div",
    "to",
    element("p", "", `For complaints, ${country({ countries }, to.place)}: `, element("b", "", to.name)),
    element("p", "", link),
    !to.verified && element("p", "muted small", "Nobody of Formtrace has opened this address yet: check it first."),
    ask,
  );
}

/** From the page to who receives it. @param {Tree} report */
function way({ page = {}, target = {}, place, operator }) {
  const secure = target.scheme === "https";
  const leg = element("div", "leg " + (secure || target.secure ? "sealed" : "open"), icon(secure || target.secure ? "lock" : "unlock"), secure ? "encrypted" : target.secure ? "stays here" : "not encrypted");
  const where = place?.countryName && place.countryName + (place.confidence === "agreed" ? "" : " (not certain)");
  const who = operator
    ? [auto("b", operator.name ?? ""), element("small", "", operator.role)]
    : [target.sameSite ? element("b", "", "the site itself") : element("span", "muted", "not known")];
  return element(
    "div",
    "route",
    element("div", "", element("small", "", "The page"), auto("b", page.host ?? "")),
    leg,
    element("div", "", element("small", "", "sends it to"), auto("b", target.host || target.scheme), where && element("small", "", where)),
    element("div", "leg", icon("head"), "run by"),
    element("div", "", element("small", "", "Operator"), ...who),
  );
}

/** @param {Tree} document */
function findings({ report, rules }) {
  const made = report.findings.map((/** @type {Tree} */ one) => finding(one, rules.find((/** @type {Tree} */ { id }) => id === one["rule"])));
  return [element("h2", "", "What was found"), ...(made.length ? made : [element("p", "", "No rule fired.")])];
}

/** @param {Tree} finding @param {Tree | undefined} told the rule's text */
function finding({ rule, verdict, title, why, instead, confidence, source, asOf, loweredBy }, told) {
  const about = (confidence ? ", " + confidence : "") + (source ? " · from " + source : "") + (asOf ? ", " + readable(asOf) : "");
  const heading = element("h3", "", element("span", "word", VERDICTS[verdict] + "."), " ", auto("span", title));
  const by = element("p", "muted small", "Rule ", element("code", "", rule), about, loweredBy && " · lowered by ", loweredBy && element("code", "", loweredBy));
  const opened = !told || told["verified"] === "no" ? "nobody has opened these sources yet" : "opened on " + told["verified"];
  const rests = told && [
    element("p", "muted small", told["why"]),
    element("p", "muted small", `It rests on: ${[...told["sources"].map(sourceLine), opened].join("; ")}.`),
  ];
  const said = element("div", "", heading, auto("p", why), instead && auto("p", instead, "muted"), by, ...(rests ?? []));
  return element("article", "finding " + verdict, icon(verdict), said);
}

/** @param {import("./rows.js").Section} section */
function section({ title, source, asOf, error, rows }) {
  const from = (source && "Source: " + source) + (asOf && ", " + asOf);
  return element(
    "section",
    "",
    element("h3", "", title),
    element("p", "muted small", from),
    error && element("p", "failed small", "Not complete: " + error),
    rows.length > 0 && table(rows),
  );
}

/** @param {import("./rows.js").Row[]} rows @param {string} [sums] the class of digests */
function table(rows, sums = "") {
  const body = element("tbody");
  for (const { label, values } of rows) {
    const name = element("th", "", label);
    name.scope = "row";
    body.append(element("tr", "", name, element("td", label.startsWith("SHA-256") ? sums : "", ...values.map((value) => auto("div", value)))));
  }
  return element("table", "", body);
}

/**
 * The page that is saved: no script, no request.
 * @param {string} title
 * @param {HTMLElement} article
 * @param {string} style
 */
export function file(title, article, style) {
  const page = document.implementation.createHTMLDocument(title);
  const meta = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string} */ content) => {
    const made = page.createElement("meta");
    made.setAttribute(name, value);
    made.content = content;
    return made;
  };
  const look = page.createElement("style");
  look.textContent = style;
  const charset = page.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  page.head.prepend(charset, meta("http-equiv", "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"));
  page.head.append(meta("name", "viewport", "width=device-width, initial-scale=1"), meta("name", "referrer", "no-referrer"), look);
  page.documentElement.lang = "en";
  page.body.append(...[...article.childNodes].map((node) => page.importNode(node, true)));
  return "<!doctype html>\n" + page.documentElement.outerHTML + "\n";
}
