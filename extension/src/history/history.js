// The history of interruptions: history.html#SITE shows those of one site first. Everything is read from this machine, and
// what is shown can be searched, saved and cleared. Nothing is asked of anybody.

import { all, clear } from "../background/history.js";
import { settings } from "../background/settings.js";
import { button, element } from "../ui/parts.js";
import { get, translate } from "../ui/setup.js";
import { day, dotted, speak, t } from "../ui/words.js";
import { chart } from "./chart.js";
import { item, matches } from "./entry.js";
import { csv, json } from "./files.js";
import { GROUPS, groupName, number, sum } from "./groups.js";

const AT_ONCE = 50; // entries of the list
const SITES = 8; // in sight
const MONTH = 30 * 24 * 60 * 60_000;

await speak();
translate();
document.title = t("history.title") + " · Formtrace";

const search = get("search", HTMLInputElement);
const site = get("site", HTMLSelectElement);
const per = get("per", HTMLSelectElement);
const sure = get("sure", HTMLDialogElement);

/** @type {Interruption[]} */
let entries = [];
let readable = true;
/** Those that are searched for. @type {Interruption[]} */
let shown = [];
let listed = AT_ONCE;
let everySite = false;

await load(location.hash.slice(1));
per.value = entries.some(({ at }) => at < Date.now() - MONTH) ? "week" : "day";
show();

search.addEventListener("input", () => show());
site.addEventListener("change", () => show());
per.addEventListener("change", drawChart);
get("settings", HTMLElement).addEventListener("click", () => chrome.runtime.openOptionsPage());
get("more", HTMLElement).addEventListener("click", more);
get("all-sites", HTMLElement).addEventListener("click", () => {
  everySite = true;
  drawTotals();
  get("totals", HTMLElement).querySelectorAll("button")[SITES]?.focus();
});
get("json", HTMLElement).addEventListener("click", () => save("json", "application/json", json(shown, new Date())));
get("csv", HTMLElement).addEventListener("click", () => save("csv", "text/csv", csv(shown)));
get("clear", HTMLElement).addEventListener("click", () => ask());
get("clear-site", HTMLElement).addEventListener("click", () => ask(site.value));
get("keep", HTMLElement).addEventListener("click", () => sure.close());
get("do-clear", HTMLElement).addEventListener("click", cleared);
let width = 0;
new ResizeObserver(([seen]) => {
  if (!seen || seen.contentRect.width === width) return; // it is higher: its table was opened
  width = seen.contentRect.width;
  drawChart();
}).observe(get("chart", HTMLElement));
// What is written meanwhile is there when somebody looks again.
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible" || sure.open) return;
  const before = JSON.stringify(entries);
  await load(site.value);
  if (JSON.stringify(entries) !== before) show(listed);
});

/** Reads everything again. @param {string} chosen the site to be shown */
async function load(chosen) {
  readable = true;
  entries = await all().catch(() => {
    readable = false;
    return [];
  });
  get("off", HTMLElement).hidden = (await settings()).history === "on";
  const sites = [...new Set(entries.map(({ page }) => page))].filter(Boolean).sort();
  if (chosen && !sites.includes(chosen)) sites.unshift(chosen);
  site.replaceChildren(new Option(t("history.sites.all"), ""), ...sites.map((name) => new Option(name, name)));
  site.value = chosen;
}

/** @param {number} [count] how many are listed at first */
function show(count = AT_ONCE) {
  const wanted = site.value;
  shown = entries.filter((entry) => (!wanted || entry.page === wanted) && matches(entry, search.value));
  listed = count;
  const none = t(readable ? "history.empty" : "history.failed");
  const says = !entries.length ? none : shown.length ? t("history.shown", { shown: shown.length, all: entries.length }) : t("history.none");
  get("count", HTMLElement).textContent = says;
  get("list", HTMLElement).replaceChildren(...shown.slice(0, listed).map(item));
  get("more", HTMLElement).hidden = shown.length <= listed;
  for (const format of ["json", "csv"]) {
    get(format, HTMLButtonElement).disabled = !shown.length;
    get(format, HTMLElement).textContent = t("evidence.file", { format: format.toUpperCase() });
  }
  for (const part of document.querySelectorAll(".some")) part.classList.toggle("none", !entries.length);
  get("clear-site", HTMLElement).hidden = !wanted || !entries.some(({ page }) => page === wanted);
  get("clear-site", HTMLElement).textContent = t("history.clear.site", { site: wanted });
  drawChart();
  drawTotals();
}

function more() {
  const list = get("list", HTMLElement);
  list.append(...shown.slice(listed, listed + AT_ONCE).map(item));
  const first = list.children[listed];
  listed += AT_ONCE;
  get("more", HTMLElement).hidden = shown.length <= listed;
  if (first instanceof HTMLElement) {
    first.tabIndex = -1;
    first.focus();
  }
}

function drawChart() {
  const place = get("chart", HTMLElement);
  const open = !!place.querySelector("details[open]");
  place.replaceChildren(...chart(shown, per.value === "week" ? "week" : "day", place.clientWidth, open));
}

/** Every site with what became of its entries, the most first; each shows its own alone. */
function drawTotals() {
  /** @type {Map<string, Interruption[]>} */
  const sites = new Map();
  for (const entry of shown) sites.set(entry.page, [...(sites.get(entry.page) ?? []), entry]);
  const rows = [...sites].sort(([, a], [, b]) => b.length - a.length);
  const visible = everySite ? rows : rows.slice(0, SITES);
  get("totals", HTMLElement).replaceChildren(
    ...visible.map(([name, own]) => {
      const totals = sum(own);
      const facts = GROUPS.map((group) => totals[group] > 0 && `${groupName(group)}: ${number(totals[group])}`);
      const last = own[0] ? t("history.last", { day: day(new Date(own[0].at).toISOString()) }) : "";
      const only = button(name || t("history.no-site"), "plain link", () => {
        site.value = name;
        show();
        site.focus();
      });
      only.disabled = !name || site.value === name;
      const row = element("li", "", only, element("b", "", number(own.length)), element("span", "muted small", dotted([...facts, last])));
      row.dataset["site"] = name;
      return row;
    }),
  );
  if (!rows.length) get("totals", HTMLElement).append(element("li", "", t("options.none")));
  get("all-sites", HTMLElement).hidden = visible.length === rows.length;
}

/** @param {string} ending @param {string} type @param {string} text */
function save(ending, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  const of = site.value ? "-" + site.value.toLowerCase().replace(/[^a-z0-9.-]+/g, "-") : "";
  link.download = `formtrace-history${of}-${new Date().toISOString().slice(0, 10)}.${ending}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Asks before anything is cleared. @param {string} [page] only what is of this site */
function ask(page) {
  get("sure-title", HTMLElement).textContent = page ? t("history.sure.site", { site: page }) : t("history.sure");
  if (page) sure.dataset["site"] = page;
  else delete sure.dataset["site"];
  sure.showModal();
  get("keep", HTMLElement).focus();
}

async function cleared() {
  await clear(sure.dataset["site"]);
  sure.close();
  await load(sure.dataset["site"] ? "" : site.value);
  show();
  const count = get("count", HTMLElement);
  count.textContent = t("history.cleared");
  count.tabIndex = -1; // what was pressed may be gone
  count.focus();
}
