// The popup: this page's forms with target, country, operator and verdict; what was looked up; what could not be seen.
// For one tab: popup.html?tab=ID.

import { button, element, icon } from "../ui/parts.js";
import { route, standing } from "../ui/path.js";
import { attribution, findingItem } from "../ui/reasons.js";
import { headline, notChecked, operatorFact, verdict } from "../ui/told.js";
import { country, locale, speak, t } from "../ui/words.js";

const ORDER = ["danger", "warn", "notice", "clear"];
const LOOKUPS = 8;

const content = /** @type {HTMLElement} */ (document.getElementById("content"));
const gear = /** @type {HTMLElement} */ (document.getElementById("settings"));
gear.addEventListener("click", settings);

const asked = new URLSearchParams(location.search).get("tab");
const [[active]] = await Promise.all([chrome.tabs.query({ active: true, currentWindow: true }), speak()]);
const tab = asked ? Number(asked) : (active?.id ?? -1);
gear.textContent = t("popup.settings");
content.append(element("p", "muted", t("popup.looking")));
await show();

async function show() {
  /** @type {Overview | null} */
  const overview = await chrome.runtime.sendMessage({ type: "overview", tab }).catch(() => null);
  if (!overview) return content.replaceChildren(element("p", "", t("popup.failed")));
  const source = overview.forms.some(({ place }) => place) ? attribution() : null;
  const parts = [home(overview), withheld(overview), forms(overview), unseen(overview), worker(overview), lookedUp(overview), switchFor(overview), source];
  content.replaceChildren(...parts.filter((part) => part !== null));
}

/** @param {Overview} overview */
function forms({ reachable, withheld, absent, forms: all, more, error }) {
  if (!reachable) return withheld ? null : element("p", "", t("popup.kept-out"));
  if (error) return element("p", "", t("popup.error", { error }));
  if (absent) return element("p", "", t("popup.reload"));
  if (!all.length) return element("p", "", t("popup.none"));
  const sorted = [...all].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return element(
    "section",
    "",
    element("h2", "", t("popup.forms", { count: all.length })),
    element("div", "forms", ...sorted.map((report) => form(report, all.length === 1))),
    more > 0 && element("p", "muted small", t("popup.more", { count: more })),
  );
}

/** @param {Report} report @param {boolean} open */
function form(report, open) {
  const { target, operator } = report;
  const turn = icon("head");
  turn.setAttribute("class", "icon turn");
  const who = [operator?.name ?? t(target.sameSite ? "path.same" : "path.unknown"), standing(report)].filter(Boolean).join(" · ");
  const summary = element(
    "summary",
    "",
    icon(report.verdict, verdict(report.verdict)),
    element("span", "", element("b", "", target.host || target.scheme + ":"), element("span", "muted small", `${verdict(report.verdict)} · ${who}`)),
    turn,
  );
  const details = element("details", "form " + report.verdict, summary);
  // Made when it is opened: a page may have many forms.
  const fill = () => details.childElementCount === 1 && details.append(inside(report));
  details.addEventListener("toggle", () => details.open && fill());
  if (open && report.verdict !== "clear") {
    fill();
    details.open = true;
  }
  return details;
}

/** @param {Report} report */
function inside(report) {
  const reasons = report.findings.map((finding) => findingItem(report, finding, { from: true, heading: "h3" }));
  const known = operatorFact(report) && element("li", "muted small", operatorFact(report));
  const unknown = notChecked(report).map((line) => element("li", "muted small", line));
  const { page, target } = report;
  const all = target.network === "public" && target.host && button(t("popup.dossier", { host: target.host }), "plain small dossier", () => dossier(page.host, target.host));
  return element("div", "inside", element("p", "", headline(report)), route(report), element("ul", "", ...reasons, known, ...unknown), all);
}

/** Everything that is known about the hosts of a form, on a page of its own. @param {string} page @param {string} host */
function dossier(page, host) {
  const query = new URLSearchParams({ tab: String(tab), page, host });
  return chrome.tabs.create({ url: chrome.runtime.getURL("dossier/dossier.html") + "?" + query });
}

/** The browser lets Formtrace see only some pages, or none. @param {Overview} overview */
function withheld({ withheld }) {
  if (!withheld) return null;
  const allow = button(t("popup.withheld.allow"), "plain small", async () => {
    await chrome.permissions.request({ origins: ["<all_urls>"] });
    await show();
  });
  return element("aside", "small withheld", t("popup.withheld"), " ", allow);
}

/** What cannot be seen, on any page and on this one. @param {Overview} overview */
function unseen({ reachable, lost, blind }) {
  if (!reachable) return null;
  const lines = [t("popup.unseen"), blind > 0 && t("popup.blind", { count: blind }), lost > 0 && t("popup.lost", { count: lost })];
  return element("section", "unseen", ...lines.map((line) => line && element("p", "muted small", line)));
}

/** The question of the home, until it is answered. @param {Overview} overview */
function home({ settings: { home: code, guessed } }) {
  if (guessed) return advice(t("popup.guessed", { country: country(code) }));
  return code ? null : advice(t("popup.homeless"));
}

/** @param {Overview} overview */
function worker({ settings: chosen }) {
  return chosen.worker ? null : advice(t("popup.workerless"));
}

/** @param {string} words */
function advice(words) {
  return element("aside", "small", words + " ", button(t("popup.open"), "plain small", settings));
}

/** On or off for the site that the tab shows. @param {Overview} overview */
function switchFor({ site, off }) {
  if (!site) return null;
  const change = button(t(off ? "popup.on" : "popup.off", { site }), "small", async () => {
    await chrome.runtime.sendMessage({ type: "switch", site, off: !off });
    await show();
    /** @type {HTMLElement | null} */ (document.querySelector(".switch button"))?.focus();
  });
  const why = element("p", "muted small", t(off ? "popup.is-off" : "popup.off.why", { site }));
  return element("section", "switch", change, why);
}

/** @param {Overview} overview */
function lookedUp({ lookups }) {
  if (!lookups.length) return element("p", "muted small", t("popup.unasked"));
  const time = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" });
  const latest = lookups.slice(0, LOOKUPS);
  const workers = [...new Set(latest.map(({ worker }) => worker))]; // another may have been chosen since
  return element(
    "section",
    "",
    ...workers.flatMap((asked) => {
      const rows = latest
        .filter(({ worker }) => worker === asked)
        .flatMap(({ host, at, outcome }) => [
          element("dt", "", host),
          element("dd", "muted", outcome === "failed" ? t("popup.unanswered", { time: time.format(at) }) : time.format(at)),
        ]);
      return [element("h2", "", t("popup.asked", { worker: asked })), element("dl", "lookups small", ...rows)];
    }),
  );
}

function settings() {
  return chrome.runtime.openOptionsPage();
}
