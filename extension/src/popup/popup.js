// The popup: this page's forms with target, country, operator and verdict; what its scripts sent of what was typed; what
// was looked up; what could not be seen. Of each, a rule's test can be copied.
// For one tab: popup.html?tab=ID.

import { button, element, icon, whole } from "../ui/parts.js";
import { route, standing } from "../ui/path.js";
import { attribution, evidence, findingItem } from "../ui/reasons.js";
import { headline, kinds, notChecked, operatorFact, verdict } from "../ui/told.js";
import { begun, country, dotted, list, locale, speak, t } from "../ui/words.js";

const ORDER = ["danger", "warn", "notice", "clear"];
const LOOKUPS = 8;
/**
 * Of what a person can take away a rule's test, and evidence.
 * @typedef {Pick<Evidence, "occasion" | "report"> & { request: Evidence["request"] | undefined }} Taken
 */

/** How a script sends: what has a name in every language, and what is called as in the standards. */
const WAYS = ["window", "image", "script", "iframe"];
const CALLS = /** @type {Record<string, string>} */ ({ fetch: "fetch", xhr: "XMLHttpRequest", beacon: "sendBeacon", websocket: "WebSocket", eventsource: "EventSource" });

const content = /** @type {HTMLElement} */ (document.getElementById("content"));
const gear = /** @type {HTMLElement} */ (document.getElementById("settings"));
gear.addEventListener("click", settings);
const past = /** @type {HTMLElement} */ (document.getElementById("history"));
past.addEventListener("click", history);
/** The site that is shown; "" where it has none, or in a private window. */
let site = "";

const asked = new URLSearchParams(location.search).get("tab");
const [[active]] = await Promise.all([chrome.tabs.query({ active: true, currentWindow: true }), speak()]);
const tab = asked ? Number(asked) : (active?.id ?? -1);
gear.textContent = t("popup.settings");
past.textContent = t("history.title");
content.append(element("p", "muted", t("popup.looking")));
await show();

async function show() {
  /** @type {Overview | null} */
  const overview = await chrome.runtime.sendMessage({ type: "overview", tab }).catch(() => null);
  if (!overview) return content.replaceChildren(element("p", "", t("popup.failed")));
  site = overview.incognito ? "" : overview.site;
  const source = overview.forms.some(({ place }) => place) ? attribution() : null;
  const parts = [
    reporting(overview), home(overview), withheld(overview), forms(overview), requests(overview), unseen(overview), worker(overview), lookedUp(overview),
    switchFor(overview), source,
  ];
  content.replaceChildren(...parts.filter((part) => part !== null));
}

/** @param {Overview} overview */
function forms({ reachable, withheld, absent, forms: all, inspected, more, error }) {
  if (!reachable) return withheld ? null : element("p", "", t("popup.kept-out"));
  if (error) return element("p", "", t("popup.error", { error }));
  if (absent) return element("p", "", t("popup.reload"));
  if (!all.length) return element("p", "", t("popup.none"));
  const sorted = all.map((report, index) => ({ report, request: inspected[index] })).sort((a, b) => rank(a.report) - rank(b.report));
  return element(
    "section",
    "",
    element("h2", "", t("popup.forms", { count: all.length })),
    element("div", "forms", ...sorted.map(({ report, request }) => form(report, all.length === 1, { occasion: "inspected", request, report }))),
    more > 0 && element("p", "muted small", t("popup.more", { count: more })),
  );
}

/** @param {Report} report */
function rank({ verdict }) {
  return ORDER.indexOf(verdict);
}

/** What the page's scripts sent, or tried to, that carried something typed. @param {Overview} overview */
function requests({ requests: all }) {
  if (!all.length) return null;
  const sorted = [...all].sort((a, b) => rank(a.report) - rank(b.report));
  return element("section", "", element("h2", "", t("popup.requests")), element("div", "forms", ...sorted.map(request)));
}

/** @param {ScriptRequest} request */
function request({ report, request, script, outcome, times }) {
  const known = WAYS.find((name) => name === script.way);
  const way = known ? t(/** @type {import("../ui/words.js").Key} */ (`way.${known}`)) : (CALLS[script.way] ?? script.way);
  const host = URL.canParse(script.url) ? new URL(script.url).host : t("popup.request.page");
  const sentence = begun(t(script.early ? "popup.request.early" : "popup.request", { kinds: kinds(report.kinds), host, way, outcome: t(`outcome.${outcome}`) }));
  const occasion = /** @type {const} */ ({ sent: "sent", asked: "held", refused: "refused" })[outcome];
  return form(report, false, { occasion, request, report }, times > 1 ? `${sentence} ${t("popup.request.times", { count: times })}` : sentence);
}

/** Copies what was seen as a rule's test, which has no value in it. @param {Taken} taken */
function copies({ request, report }) {
  const made = button(t("popup.copy"), "plain small link copy", async () => {
    await navigator.clipboard.writeText(await chrome.runtime.sendMessage({ type: "test", request, report }));
    made.textContent = t("popup.copied");
  });
  made.title = t("popup.copy.why");
  return made;
}

/**
 * @param {Report} report
 * @param {boolean} open
 * @param {Taken} taken
 * @param {string} [sent] what a script sent
 */
function form(report, open, taken, sent = "") {
  const { target, operator } = report;
  const turn = icon("head");
  turn.setAttribute("class", "icon turn");
  const who = dotted([operator?.name ?? t(target.sameSite ? "path.same" : "path.unknown"), standing(report)]);
  const summary = element(
    "summary",
    "",
    icon(report.verdict, verdict(report.verdict)),
    element("span", "", element("b", "", target.host || target.scheme + ":"), element("span", "muted small", `${verdict(report.verdict)} · ${who}`)),
    turn,
  );
  const details = element("details", "form " + report.verdict, summary);
  // Made when it is opened: a page may have many forms.
  const fill = () => details.childElementCount === 1 && details.append(inside(report, taken, sent));
  details.addEventListener("toggle", () => details.open && fill());
  if (open && report.verdict !== "clear") {
    fill();
    details.open = true;
  }
  return details;
}

/** @param {Report} report @param {Taken} taken @param {string} sent */
function inside(report, taken, sent) {
  const reasons = report.findings.map((finding) => findingItem(report, finding, { from: true, heading: "h3" }));
  const known = operatorFact(report) && element("li", "muted small", operatorFact(report));
  const unknown = notChecked(report).map((line) => element("li", "muted small", line));
  const { page, target } = report;
  const all = target.network === "public" && target.host && button(t("popup.dossier", { host: target.host }), "plain small link dossier", () => dossier(page.host, target.host));
  const take = taken.request ? [evidence(() => chrome.runtime.sendMessage({ type: "evidence", of: { ...taken, dossier: null } })), copies(taken)] : [];
  const said = element("p", "", ...whole(sent || headline(report))); // what was sent is not said to be what would be
  return element("div", "inside", said, route(report), element("ul", "", ...reasons, known, ...unknown), element("div", "row", all, ...take));
}

/** Everything that is known about the hosts of a form, on a page of its own. @param {string} page @param {string} host */
function dossier(page, host) {
  const query = new URLSearchParams({ tab: String(tab), page, host });
  return chrome.tabs.create({ url: chrome.runtime.getURL("dossier/dossier.html") + "?" + query });
}

/** The browser lets Formtrace see only some pages, or none. @param {Overview} overview */
function withheld({ withheld }) {
  if (!withheld) return null;
  const allow = button(t("popup.withheld.allow"), "plain small link", async () => {
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

/** What an organisation has set, where it has an effect here. @param {Overview} overview */
function reporting({ managed: { reportOnly, allowed } }) {
  const lines = [reportOnly && t("managed.report"), allowed.length > 0 && t("popup.allowed", { targets: list(allowed) })];
  if (!lines.some(Boolean)) return null;
  return element("aside", "small", ...lines.map((line) => line && element("p", "", line)));
}

/** Rules past their day. @param {Overview} overview */
function outdated({ stale = [] }) {
  return stale.length ? advice(t("popup.stale", { channels: list(stale) })) : null;
}

/** What the rules and the home ask of the person. @param {Overview} overview */
function home(overview) {
  const parts = [outdated(overview), homeless(overview)];
  return parts.some(Boolean) ? element("div", "", ...parts) : null;
}

/** The question of the home, until it is answered. @param {Overview} overview */
function homeless({ settings: { home: code, guessed }, managed }) {
  if (managed.fixed.includes("home")) return null;
  if (guessed) return advice(t("popup.guessed", { country: country(code) }));
  return code ? null : advice(t("popup.homeless"));
}

/** @param {Overview} overview */
function worker({ settings: chosen, managed }) {
  return chosen.worker || managed.fixed.includes("worker") ? null : advice(t("popup.workerless"));
}

/** @param {string} words */
function advice(words) {
  return element("aside", "small", words + " ", button(t("popup.open"), "plain small link", settings));
}

/** On or off for the site that the tab shows. @param {Overview} overview */
function switchFor({ site, off, managed }) {
  if (!site) return null;
  if (managed.fixed.includes("off")) return off ? element("p", "muted small", t("popup.is-off", { site }), " ", t("managed.by")) : null;
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

/** What was interrupted before, of this site first. Its address stays in the browser's own history, so no private one is in it. */
function history() {
  return chrome.tabs.create({ url: chrome.runtime.getURL("history/history.html") + (site && "#" + site) });
}
