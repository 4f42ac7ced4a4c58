// A document of evidence as CommonMark, with tables as GitHub has them: the same text as the command's (wasm/evidence,
// markdown.go), which a test compares.

import { canonicalParts, digests } from "./checks.js";
import { VERDICTS, country, headline, occasion, readable, recipient, sections, sourceLine, submission } from "./rows.js";

/** @typedef {import("./rows.js").Tree} Tree */
/** @typedef {import("./rows.js").Row} Row */

/**
 * @param {Tree} document
 * @param {import("./rows.js").Node} schema
 */
export function markdown(document, schema) {
  /** @type {string[]} */
  const parts = [];
  const put = (/** @type {string[]} */ ...lines) => parts.push(...lines.filter(Boolean));
  const { report, made, unknown, rules } = document;
  put(heading(1, headline(document)), "Made: " + esc(readable(made)));
  const verdict = report ? `**${VERDICTS[report.verdict]}**${report.interrupts ? ": Formtrace interrupts here" : ""}. ` : "";
  put(verdict + esc(occasion(document) + " What was or would be typed is not in this document."), ...authority(document));
  if (report) {
    put(heading(2, "What was found"), ...report.findings.map((/** @type {Tree} */ one) => finding(document, one)));
    if (!report.findings.length) put("No rule fired.");
    put(heading(2, "The submission"), facts(submission(document)), heading(2, "Who would receive it"), facts(recipient(document)));
  }
  const found = sections(document, schema);
  if (found.length) put(heading(2, "What was looked up about " + (document["facts"].dossier?.host ?? "")));
  for (const { title, source, asOf, error, rows } of found) {
    put(heading(3, title), `Source: ${esc(source)}, ${esc(asOf)}`, error && "Not complete: " + esc(error), facts(rows));
  }
  const gaps = unknown.map((/** @type {Tree} */ { what, why }) => `- ${esc(`${what}: ${why}`)}`).join("\n");
  put(heading(2, "What is not known"), gaps || "Nothing that was asked for is missing.", heading(2, "To check this document"), facts(digests(document)));
  if (rules.length) put(heading(2, "Appendix: the rules as they are written"));
  for (const { id, text } of rules) put(heading(3, id), "```yaml\n" + text.join("\n") + "\n```");
  put(heading(2, "Appendix: facts and report of which the digests are (RFC 8785)"), ...canonicalParts(document).map((part) => "```json\n" + part + "\n```"));
  put(esc("Made by Formtrace, from facts and rules, without anything that anybody typed."));
  return parts.join("\n\n") + "\n";
}

// What means something to Markdown within a line, and what makes a link of a bare address.
const MEANS = /[\\`*_[\]<>|~&@]|:\/\//g;

/** Makes a text mean itself: nothing in it is markup, a link or a new line. @param {string} [text] */
function esc(text = "") {
  const line = text.split(/\s+/).filter(Boolean).join(" ");
  return line.replace(MEANS, "\\$&").replace(/(www|WWW)\./g, "$1\\.");
}

/** @param {number} level @param {string} text */
const heading = (level, text) => "#".repeat(level) + " " + esc(text);

/** @param {Row[]} rows */
function facts(rows) {
  if (!rows.length) return "";
  const lines = rows.map(({ label, values }) => `| ${esc(label)} | ${values.map(esc).join("<br>")} |`);
  return ["|  |  |", "| --- | --- |", ...lines].join("\n");
}

/** @param {Tree} document */
function authority({ authority: to, facts: { home }, countries }) {
  const ask = "Ask the site’s owner first: who receives this, and why there? Send this document along.";
  if (!to && !home) return ["No home was chosen, so this does not say who takes complaints.", ask];
  if (!to) return [`For complaints, ${esc(country({ countries }, home))}: nobody is known here.`, ask];
  const address = to.complaints.replaceAll("<", "%3C").replaceAll(">", "%3E").replaceAll(" ", "%20");
  const unseen = to.verified ? "" : " (nobody of Formtrace has opened this address yet: check it first)";
  return [`For complaints, ${esc(country({ countries }, to.place))}: **${esc(to.name)}**, <${address}>${unseen}`, ask];
}

/** @param {Tree} document @param {Tree} finding */
function finding({ rules }, { rule, verdict, title, why, instead, confidence, source, asOf, loweredBy }) {
  const about = [`Rule ${esc(rule)}`, ...[confidence, source, readable(asOf)].filter(Boolean).map(esc), ...(loweredBy ? ["lowered by " + esc(loweredBy)] : [])];
  const line = `**${VERDICTS[verdict]}. ${esc(title)}.** ${esc(why)}${instead ? " " + esc(instead) : ""} (${about.join(", ")})`;
  const told = rules.find((/** @type {Tree} */ { id }) => id === rule);
  if (!told) return "- " + line;
  const opened = told.verified === "no" || !told.verified ? "nobody has opened these sources yet" : "opened on " + told.verified;
  return `- ${line}\n\n  ${esc(told.why)} It rests on: ${esc([...told.sources.map(sourceLine), opened].join("; "))}.`;
}
