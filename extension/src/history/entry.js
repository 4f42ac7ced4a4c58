// One entry of the history in the person's language: item(entry) shows it, matches(entry, words) searches it.

import { button, element, icon } from "../ui/parts.js";
import { evidence } from "../ui/reasons.js";
import { kinds, verdict } from "../ui/told.js";
import { dotted, locale, ruleTexts, t } from "../ui/words.js";

const time = () => new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" });

/** @param {Interruption} entry */
export function item(entry) {
  const { at, page, host, verdict: level, findings, kinds: asked, times } = entry;
  const when = element("time", "muted small", time().format(at));
  when.dateTime = new Date(at).toISOString();
  const route = element("b", "", element("bdi", "", page || t("history.no-site")), element("span", "arrow", "→"), element("bdi", "", host || t("history.no-host")));
  const why = findings.map(title).join(" · ");
  const facts = dotted([...how(entry), kinds(asked), times > 1 && t("popup.request.times", { count: times }).replace(/\.$/, "")]);
  const about = host && element("div", "row", button(t("popup.dossier", { host }), "plain small link", () => dossier(host)), saved(host));
  const row = element(
    "li",
    "entry " + level,
    icon(level, verdict(level)),
    element("div", "", route, element("p", "outcome", outcome(entry)), why && element("p", "muted", why), element("p", "muted small", facts), about),
    when,
  );
  row.dataset["outcome"] = entry.outcome;
  return row;
}

/** A document of what is known about the host now: an entry is too little for one of its own. @param {string} host */
function saved(host) {
  const made = evidence(() => dossier(host, "#evidence"));
  made.textContent += ": " + host;
  return made;
}

/** @param {Interruption} entry */
function outcome({ outcome }) {
  return t(`history.outcome.${outcome}`);
}

/** What happened, and by what. @param {Interruption} entry */
function how({ event, way }) {
  return [t(`history.event.${event}`), t(`history.way.${way}`)];
}

/** @param {Interruption["findings"][number]} finding */
function title({ title }) {
  return ruleTexts()[title] ?? title;
}

/**
 * Everything that is known about a host, or at once the document of it: only its name is passed on.
 * @param {string} host
 * @param {"" | "#evidence"} [then]
 */
function dossier(host, then = "") {
  return chrome.tabs.create({ url: chrome.runtime.getURL("dossier/dossier.html") + "?" + new URLSearchParams({ tab: "-1", host }) + then });
}

/** What entries are found by. @type {WeakMap<Interruption, string>} */
const texts = new WeakMap();

/**
 * Is every word in its sites, findings, kinds or outcome?
 * @param {Interruption} entry
 * @param {string} words
 */
export function matches(entry, words) {
  let text = texts.get(entry);
  if (text === undefined) {
    const rules = entry.findings.flatMap((finding) => [title(finding), finding.rule]);
    text = [entry.page, entry.target, entry.host, ...rules, kinds(entry.kinds), ...how(entry), outcome(entry), verdict(entry.verdict)].join("\n").toLocaleLowerCase();
    texts.set(entry, text);
  }
  return words.toLocaleLowerCase().split(/\s+/).every((word) => /** @type {string} */ (text).includes(word));
}
