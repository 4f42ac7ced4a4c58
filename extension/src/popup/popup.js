// The popup: this page's forms with target, country, operator and verdict; what its scripts sent of what was typed; what
// was looked up; what could not be seen. Of each, a rule's test can be copied.
// For one tab: popup.html?tab=ID.

import { attribution, country, element, findingItem, icon, notChecked, operatorFact, route, standing, VERDICTS } from "../ui/parts.js";

const ORDER = ["danger", "warn", "notice", "clear"];
const LOOKUPS = 8;

document.getElementById("settings")?.addEventListener("click", settings);
void show();

async function show() {
  const content = /** @type {HTMLElement} */ (document.getElementById("content"));
  const asked = new URLSearchParams(location.search).get("tab");
  const [active] = await chrome.tabs.query({ active: true, currentWindow: true });
  const tab = asked ? Number(asked) : active?.id;
  /** @type {Overview | null} */
  const overview = await chrome.runtime.sendMessage({ type: "overview", tab }).catch(() => null);
  if (!overview) return content.replaceChildren(element("p", "", "Formtrace could not look at this page."));
  const source = overview.forms.some(({ place }) => place) ? attribution() : null;
  content.replaceChildren(...[home(overview), forms(overview), requests(overview), unseen(overview), worker(overview), lookedUp(overview), source].filter((part) => part !== null));
}

/** @param {Overview} overview */
function forms({ reachable, absent, forms: all, tests, more, error }) {
  if (!reachable) return element("p", "", "The browser keeps extensions out of this page. Formtrace cannot see its forms.");
  if (error) return element("p", "", "The forms could not be judged: " + error);
  if (absent) return element("p", "", "Reload this page: Formtrace was not here when it opened.");
  if (!all.length) return element("p", "", "No form was found on this page.");
  const sorted = all.map((report, index) => ({ report, test: tests[index] ?? "" })).sort((a, b) => rank(a.report) - rank(b.report));
  const title = (all.length === 1 ? "One form" : `${all.length} forms`) + " on this page, as if filled in";
  return element(
    "section",
    "",
    element("h2", "", title),
    element("div", "forms", ...sorted.map(({ report, test }) => form(report, all.length === 1, test))),
    more > 0 && element("p", "muted small", more === 1 ? "One more form was not looked at." : `${more} more forms were not looked at.`),
  );
}

/** @param {Report} report */
const rank = ({ verdict }) => ORDER.indexOf(verdict);

const WAYS = { fetch: "fetch", xhr: "XMLHttpRequest", beacon: "sendBeacon", websocket: "WebSocket", eventsource: "EventSource", window: "a new window", image: "an image", script: "a script’s address", iframe: "a frame’s address" };
const OUTCOMES = { sent: "sent", asked: "you were asked", refused: "not sent" };

/** What the page's scripts sent, or tried to, that carried something typed. @param {Overview} overview */
function requests({ requests: all }) {
  if (!all.length) return null;
  const sorted = [...all].sort((a, b) => rank(a.report) - rank(b.report));
  return element("section", "", element("h2", "", "What this page’s scripts sent of what you typed"), element("div", "forms", ...sorted.map(request)));
}

/** @param {ScriptRequest} request */
function request({ report, script, outcome, test, times }) {
  const way = WAYS[/** @type {keyof typeof WAYS} */ (script.way)] ?? script.way;
  const host = URL.canParse(script.url) ? new URL(script.url).host : "this page";
  const what = `${report.kinds.join(", ") || "something you typed"}, by a script of ${host}, with ${way}${script.early ? ", while you were typing" : ""}`;
  return form(report, false, test, `${what}: ${OUTCOMES[outcome]}${times > 1 ? `, ${times} times` : ""}.`);
}

/** Copies what was seen as a rule's test, which has no value in it. @param {string} test */
function copies(test) {
  const button = element("button", "plain small copy", "Copy as test case");
  button.type = "button";
  button.title = "For those who write rules: names and addresses, and nothing that was typed.";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(test);
    button.textContent = "Copied";
  });
  return button;
}

/**
 * @param {Report} report
 * @param {boolean} open
 * @param {string} test
 * @param {string} [sent] what a script sent
 */
function form(report, open, test, sent = "") {
  const { target, operator } = report;
  const turn = icon("head");
  turn.setAttribute("class", "icon turn");
  const who = [operator?.name ?? (target.sameSite ? "the same site" : "operator not known"), standing(report)].filter(Boolean).join(" · ");
  const summary = element(
    "summary",
    "",
    icon(report.verdict, VERDICTS[report.verdict]),
    element("span", "", element("b", "", target.host || target.scheme + ":"), element("span", "muted small", `${VERDICTS[report.verdict]} · ${who}`)),
    turn,
  );
  const reasons = report.findings.map((finding) => findingItem(finding, { evidence: true, heading: "h3" }));
  const known = operatorFact(report) && element("li", "muted small", operatorFact(report));
  const unknown = notChecked(report).map((line) => element("li", "muted small", line));
  const inside = element("div", "inside", sent && element("p", "", sent), element("p", "", report.headline), route(report), element("ul", "", ...reasons, known, ...unknown), copies(test));
  const details = element("details", "form " + report.verdict, summary, inside);
  details.open = open && report.verdict !== "clear";
  return details;
}

/** What cannot be seen, on any page and on this one. @param {Overview} overview */
function unseen({ reachable, lost, blind }) {
  if (!reachable) return null;
  const lines = [
    "Not seen: what the page’s scripts write in a code of their own, or send from a worker or as a stream; and where a server passes it on to.",
    blind > 0 && `In ${frames(blind)} without an origin or address of its own, only what is sent by a button is seen, not what scripts send.`,
    lost > 0 && `The browser keeps extensions out of ${frames(lost)}: nothing is seen there.`,
  ];
  return element("section", "unseen", ...lines.map((line) => line && element("p", "muted small", line)));
}

/** @param {number} count */
function frames(count) {
  return count === 1 ? "a frame" : `${count} frames, each`;
}

/** Rules past their day. @param {Overview} overview */
function outdated({ stale = [] }) {
  return stale.length ? advice(`The rules are out of date (${stale.join(", ")}): what they exempt counts no longer.`) : null;
}

/** What the rules and the home ask of the person. @param {Overview} overview */
function home(overview) {
  const parts = [outdated(overview), homeless(overview)];
  return parts.some(Boolean) ? element("div", "", ...parts) : null;
}

/** The question of the home, until it is answered. @param {Overview} overview */
function homeless({ settings: { home: code, guessed } }) {
  if (guessed) return advice(`Your home is guessed from the browser’s language: ${country(code)}. Is that right?`);
  return code ? null : advice("You have not chosen your country. Without it, nothing can be said about whether data leaves its law’s protection.");
}

/** @param {Overview} overview */
function worker({ settings: chosen }) {
  return chosen.worker ? null : advice("You have not chosen a worker that looks hosts up. Without one, less can be said about where data goes.");
}

/** @param {string} words */
function advice(words) {
  const open = element("button", "plain small", "Open settings");
  open.type = "button";
  open.addEventListener("click", settings);
  return element("aside", "small", words + " ", open);
}

/** @param {Overview} overview */
function lookedUp({ lookups }) {
  if (!lookups.length) return element("p", "muted small", "Nothing was looked up: no worker was told a host’s name.");
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  const latest = lookups.slice(0, LOOKUPS);
  const workers = [...new Set(latest.map(({ worker }) => worker))]; // another may have been chosen since
  return element(
    "section",
    "",
    ...workers.flatMap((asked) => {
      const rows = latest
        .filter(({ worker }) => worker === asked)
        .flatMap(({ host, at, outcome }) => [
          element("span", "", host),
          element("span", "muted", (outcome === "failed" ? "no answer, " : "") + time.format(at)),
        ]);
      return [element("h2", "", `Looked up by ${asked}`), element("div", "lookups small", ...rows)];
    }),
  );
}

function settings() {
  void chrome.runtime.openOptionsPage();
}
