// What dialog, stopped page and popup are made of. Everything is built from elements and text; no markup is ever parsed, so nothing
// that a page or a host calls itself can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** Paths on a 24 by 24 grid. The four verdicts differ in outline: octagon, triangle, circle with i, circle with tick. */
const ICONS = {
  danger: "M8.2 2.5h7.6l5.7 5.7v7.6l-5.7 5.7H8.2l-5.7-5.7V8.2zM12 7v6M12 16.6v.1",
  warn: "M12 3 2 20.5h20zM12 9.5v5M12 17.4v.1",
  notice: "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zM12 11v6M12 7.2v.1",
  clear: "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zM7.5 12.4l3.2 3.1 5.8-6.6",
  lock: "M5 11h14v10H5zM8 11V7.5a4 4 0 0 1 8 0V11",
  unlock: "M5 11h14v10H5zM8 11V6.8a4 4 0 0 1 7.6-1.7",
  head: "M6 4l10 8-10 8",
  place: "M12 21.5s7-6.4 7-11.8a7 7 0 0 0-14 0c0 5.4 7 11.8 7 11.8zM12 7.3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
};

const UNKNOWN = "operator not known";
const SHOWN = 3; // reasons in sight, at most

/** @type {Record<Verdict, string>} */
export const VERDICTS = { danger: "Danger", warn: "Warning", notice: "Notice", clear: "Nothing found" };

/**
 * An element with a class, its text or its children.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} [className]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const child of children) if (child) made.append(child);
  return made;
}

/**
 * @param {keyof typeof ICONS} name
 * @param {string} [label] what it says to those who do not see it; without, it is decoration
 */
export function icon(name, label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", name === "head" ? "icon head" : "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * The way a submission takes: this page, how, to which host and where that stands, run by whom and under whose law.
 * @param {Report} report
 */
export function route(report) {
  const { page, target } = report;
  const open = !target.secure;
  return element(
    "div",
    "route",
    stop("This page", page.host || page.url),
    leg(open ? "unlock" : "lock", open ? "not encrypted" : target.scheme === "https" ? "encrypted" : "stays here", open ? "open" : "sealed"),
    stop("would send it to", target.host || target.scheme + ":", pinned(where(report)), network(report)),
    leg(null, "", "short"),
    runBy(report),
  );
}

/**
 * @param {string} what
 * @param {string} name
 * @param {...(Node | string | null | false)} also
 */
function stop(what, name, ...also) {
  return element(
    "div",
    "stop",
    element("div", "what", what),
    element("div", name === UNKNOWN ? "name none" : "name", ...breakable(name)),
    ...also.map((line) => line && (typeof line === "string" ? element("div", "also muted", line) : line)),
  );
}

/** A host's name may break after its dots. @param {string} name */
function breakable(name) {
  return name.split(/(?<=\.)(?=[^\s.])/).flatMap((part, i) => (i ? [element("wbr"), part] : [part]));
}

/** @param {"lock" | "unlock" | null} sign @param {string} words @param {string} className */
function leg(sign, words, className) {
  return element("div", "leg " + className, element("div", "line", sign && icon(sign), icon("head")), words && element("div", "", words));
}

/** @param {Report} report */
function network({ place, target }) {
  if (target.network !== "public" && target.network !== "none") {
    return { private: "in a private network", local: "in the local network", loopback: "on this machine", onion: "an onion service" }[target.network] ?? null;
  }
  return place?.asn ? `AS${place.asn} ${place.asName}` : null;
}

/** @param {Report} report */
function runBy(report) {
  const { operator, target } = report;
  const name = operator?.name ?? (target.sameSite ? "the same site" : target.network === "loopback" ? "this machine" : UNKNOWN);
  return stop("run by", name, operator?.jurisdiction ? `law: ${country(operator.jurisdiction)}${operator.verified ? "" : ", not checked"}` : "");
}

/** Where the server stands, beside a pin. @param {Where} where */
function pinned({ land, words }) {
  if (!land && !words) return null;
  const pin = element("div", "also country", icon("place"), element("span", "", land || words));
  return land ? element("div", "", element("div", "what", "server in"), pin) : pin;
}

/** @typedef {{ land: string, words: string }} Where a country, or else what is said instead; neither where that is no question */

/**
 * The country that the server stands in. It is not whose law its operator is under.
 * @param {Report} report
 * @returns {Where}
 */
function where({ place, target }) {
  if (target.network !== "public") return { land: "", words: "" };
  if (place?.confidence === "anycast") return { land: "", words: "served from many countries at once" };
  if (!place?.country) return { land: "", words: target.sameSite ? "" : "country not known" };
  const land = place.countryName || country(place.country);
  return { land: land + (place.confidence === "agreed" ? "" : " (not certain)"), words: "" };
}

/** The same in words. @param {Report} report */
export function standing(report) {
  const { land, words } = where(report);
  return land ? "server in " + land : words;
}

/**
 * What could not be checked, a sentence for each reason. The report's lines are "subject: reason".
 * @param {Report} report
 */
export function notChecked({ unknown }) {
  /** @type {Map<string, string[]>} */
  const subjects = new Map();
  for (const line of unknown) {
    const cut = line.indexOf(": ");
    const [subject, why] = cut < 0 ? [line, ""] : [line.slice(0, cut), line.slice(cut + 2)];
    subjects.set(why, [...(subjects.get(why) ?? []), subject]);
  }
  const list = new Intl.ListFormat("en-GB");
  return [...subjects].map(([why, names]) => {
    const [, unasked, reason] = /^(not looked up)?(?:: )?(.*)$/.exec(why) ?? [];
    return `${unasked ? "Not looked up" : "Not checked"}: ${list.format(names)}${reason ? ` (${reason})` : ""}.`;
  });
}

/**
 * The operator in a sentence, "" where it is not known: what it does, whose law it is under, and how sure that is.
 * @param {Report} report
 */
export function operatorFact({ operator }) {
  if (!operator) return "";
  const facts = [operator.role, operator.jurisdiction && "law: " + country(operator.jurisdiction), !operator.verified && "not checked"];
  return `${operator.name} (${facts.filter(Boolean).join(", ")}).`;
}

/** Who made the tables of networks, as their licences ask wherever something of them is shown. */
export function attribution() {
  const link = element("a", "", "IP Geolocation by DB-IP");
  link.href = "https://db-ip.com";
  link.target = "_blank";
  link.rel = "noreferrer";
  return element("p", "muted small", "Networks and countries: ip-location-db, from NRO, RouteViews and IPtoASN; ", link, ".");
}

/** @param {string} code ISO 3166-1 alpha-2 @returns {string} */
export function country(code) {
  try {
    return new Intl.DisplayNames(document.documentElement.lang || "en", { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/**
 * @param {Finding} finding
 * @param {{ evidence?: boolean, heading?: "h2" | "h3" }} [options]
 */
export function findingItem(finding, { evidence = false, heading = "h2" } = {}) {
  return element(
    "li",
    "finding " + finding.verdict,
    icon(finding.verdict, VERDICTS[finding.verdict]),
    element(
      "div",
      "",
      element(heading, "", finding.title),
      element("p", "", finding.why),
      finding.instead && element("p", "instead", finding.instead),
      evidence && element("p", "evidence", evidenceOf(finding)),
    ),
  );
}

/**
 * The reasons: the gravest in sight; behind them everything else, where each fact is from, and what could not be checked.
 * @param {Report} report
 * @param {boolean} looked the worker was asked
 */
export function reasons(report, looked) {
  const { target, bundle, findings } = report;
  const severe = findings.filter(({ verdict }) => verdict === "danger" || verdict === "warn");
  const shown = findings.slice(0, Math.max(2, Math.min(SHOWN, severe.length)));
  const others = findings.slice(shown.length);
  const facts = [
    ...shown.map((finding) => `${finding.title}: ${evidenceOf(finding)}.`),
    operatorFact(report),
    `It would go by ${target.method.toUpperCase()} to ${target.url}.`,
    ...notChecked(report),
    `Rules: ${bundle.channel} ${bundle.version}, ${bundle.revision}${bundle.stale ? ", out of date" : ""}.`,
    looked ? `The worker you chose was asked about ${target.host}.` : "Nothing was looked up: no worker was told this host’s name.",
  ];
  const list = element("ul", "reasons", ...others.map((finding) => findingItem(finding, { evidence: true })));
  list.append(...facts.filter(Boolean).map((line) => element("li", "small", line)));
  const many = `${others.length} more ${others.length === 1 ? "reason" : "reasons"}, and where each fact is from`;
  const summary = element("summary", "", others.length ? many : "Where each fact is from");
  return [
    element("ul", "reasons", ...shown.map((finding) => findingItem(finding))),
    element("details", "", summary, list, report.place && attribution()),
  ];
}

/**
 * Submissions are stopped before the browser looks whether it knows the host for one that speaks https only (RFC 6797,
 * which is for names, not addresses).
 * @param {Report} report
 */
export function mayBe({ target: { scheme, host, network } }) {
  if (scheme !== "http" || network !== "public" || /^\[|^[\d.]+(:|$)/.test(host)) return null;
  return element("p", "small", `The address begins with http, so it may travel where anyone on the way can read it. If your browser knows that ${host} only speaks https, it would be encrypted after all; that cannot be seen here.`);
}

/** Rule, source, time and confidence in one line. @param {Finding} finding */
export function evidenceOf({ rule, source, asOf, confidence }) {
  return [rule, source && "from " + source, day(asOf), confidence].filter(Boolean).join(" · ");
}

/** @param {string | undefined} time RFC 3339 or a day */
export function day(time) {
  const date = new Date(time ?? "");
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}
