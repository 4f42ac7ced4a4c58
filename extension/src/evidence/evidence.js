// A document of evidence: evidence.html#ID, of what the background keeps under that name. It is made here, shown, printed,
// and saved by links to this page's own memory; nothing is asked for and nothing is sent.

import { button, element } from "../ui/parts.js";
import { spoken, speak, t } from "../ui/words.js";
import { article, file } from "./document.js";
import { make, text } from "./make.js";
import { markdown } from "./markdown.js";

/** @typedef {import("./rows.js").Tree} Tree */

await speak();
document.title = t("evidence.title") + " · Formtrace";
await show().catch((error) => tell(t("evidence.failed", { error: error instanceof Error ? error.message : String(error) })));

async function show() {
  const key = "evidence:" + location.hash.slice(1);
  const kept = /** @type {Evidence | undefined} */ ((await chrome.storage.session.get(key))[key]);
  if (!kept) return tell(t("evidence.gone"));
  const [schema, knowledge, style] = await Promise.all([json("schema.json"), json("knowledge.json"), read("sheet.css")]);
  const made = /** @type {Tree} */ (await make(/** @type {import("./make.js").Known} */ (/** @type {unknown} */ (kept)), knowledge, schema));
  const shown = article(made, schema);
  const host = made["report"]?.target.host || made["facts"].dossier?.host || "form";
  const files = {
    HTML: new Blob([file("Formtrace evidence: " + host, shown, style)], { type: "text/html" }),
    Markdown: new Blob([markdown(made, schema)], { type: "text/markdown" }),
    JSON: new Blob([text(made)], { type: "application/json" }),
  };
  document.title = `${t("evidence.title")}: ${host} · Formtrace`;
  document.body.replaceChildren(element("main", "", tools(files, name(host, kept.made)), shown));
  return undefined;
}

/** @param {Record<string, Blob>} files @param {string} name */
function tools(files, name) {
  const print = button(t("evidence.print"), "primary", () => window.print());
  print.id = "print";
  const links = Object.entries(files).map(([format, blob]) => {
    const link = element("a", "button", t("evidence.file", { format }));
    link.id = format.toLowerCase();
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.${format === "Markdown" ? "md" : link.id}`;
    return link;
  });
  return element(
    "div",
    "tools",
    element("p", "", t("evidence.about")),
    element("div", "row", print, ...links),
    element("p", "muted small", t("evidence.formats")),
    spoken() !== "en" && element("p", "muted small", t("evidence.english")),
  );
}

/** What a file is called: the host, and the day. @param {string} host @param {string} made */
function name(host, made) {
  return `formtrace-${host.toLowerCase().replace(/[^a-z0-9.-]+/g, "-")}-${made.slice(0, 10)}`;
}

/** @param {string} words */
function tell(words) {
  document.body.replaceChildren(element("main", "", element("h1", "", t("evidence.title")), element("p", "", words)));
}

/** @param {string} file */
async function read(file) {
  return (await fetch(new URL(file, import.meta.url))).text();
}

/** @param {string} file */
async function json(file) {
  return JSON.parse(await read(file));
}
