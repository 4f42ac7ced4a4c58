// The way of a submission as a picture: you → this page → where it would go → who runs that, with the country of each and
// a lock, closed or open, on each step. Drawn here, from elements and SVG; told to screen readers as a list of steps.

import { element, icon } from "./parts.js";
import { country, t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * A report's way, as a list.
 * @param {Report} report
 */
export function route(report) {
  const { page, target, home } = report;
  return element(
    "ol",
    "path",
    stop("person", t("path.you"), "", pinned(home && country(home))),
    leg(page.secure, /^https:/.test(page.url)),
    stop("page", t("path.page"), page.host || page.url),
    leg(target.secure, target.scheme === "https"),
    stop("server", t("path.target"), target.host || target.scheme + ":", pinned(...where(report)), network(report)),
    leg(null),
    runBy(report),
  );
}

/** The same in one text, for who has it read out: there a name that may break would be several. @param {HTMLElement} route */
export function readOut(route) {
  return [...route.querySelectorAll(".what, .name, .also, .how")].map(({ textContent }) => textContent?.trim()).join(", ");
}

/**
 * @param {"person" | "page" | "server" | "building"} sign
 * @param {string} what
 * @param {string} name
 * @param {...(Node | string | null | false)} also
 */
function stop(sign, what, name, ...also) {
  const lines = also.map((line) => line && (typeof line === "string" ? element("span", "also", line) : line));
  const text = element("div", "", element("span", "what", what), name && element("b", "name", ...breakable(name)), ...lines);
  return element("li", "stop", element("span", "sign", icon(sign)), text);
}

/**
 * The line to the next stop: dashed and with an open lock where others can read along.
 * @param {boolean | null} secure null: nothing is sent on it
 * @param {boolean} [https]
 */
function leg(secure, https = false) {
  if (secure === null) {
    const last = element("li", "leg belongs", element("span", "line", wire()));
    last.setAttribute("aria-hidden", "true");
    return last;
  }
  const how = t(secure ? (https ? "path.encrypted" : "path.stays") : "path.open");
  const lock = icon(secure ? "lock" : "unlock");
  lock.classList.add("lock");
  const line = element("span", "line", wire(), icon("head"), lock);
  return element("li", "leg " + (secure ? "sealed" : "open"), line, element("span", "how", how));
}

/** A line across and one down; the style shows the one that fits. */
function wire() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "wire");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, x1, y1, x2, y2] of [["across", "0", "50%", "100%", "50%"], ["down", "50%", "0", "50%", "100%"]]) {
    const line = document.createElementNS(SVG, "line");
    for (const [key, value] of Object.entries({ class: name, x1, y1, x2, y2 })) line.setAttribute(key, String(value));
    svg.append(line);
  }
  return svg;
}

/** A host's name may break after its dots. @param {string} name */
function breakable(name) {
  return name.split(/(?<=\.)(?=[^\s.])/).flatMap((part, i) => (i ? [element("wbr"), part] : [part]));
}

/** @param {Report} report */
function network({ place, target }) {
  switch (target.network) {
    case "private":
      return t("path.private");
    case "local":
      return t("path.local");
    case "loopback":
      return t("path.loopback");
    case "onion":
      return t("path.onion");
  }
  return place?.asn ? `AS${place.asn} ${place.asName}` : null;
}

/** @param {Report} report */
function runBy({ operator, target }) {
  const name = operator?.name ?? (target.sameSite ? t("path.same") : target.network === "loopback" ? t("path.machine") : "");
  const law = operator?.jurisdiction ? t("path.law", { country: country(operator.jurisdiction) }) : "";
  const made = stop("building", t("path.operator"), name || t("path.unknown"), law && pinned(law), operator?.verified === false && t("path.unverified"));
  if (!name) made.classList.add("none");
  return made;
}

/** A country beside a pin, or what is said instead of one. @param {string} land @param {string} [words] */
function pinned(land, words = "") {
  if (!land) return words || null;
  return element("span", "also country", icon("place"), " " + land);
}

/**
 * The country that the server stands in, or else what is said instead; neither where that is no question. It is not whose
 * law its operator is under.
 * @param {Report} report
 * @returns {[land: string, words: string]}
 */
function where({ place, target }) {
  if (target.network !== "public") return ["", ""];
  if (place?.confidence === "anycast") return ["", t("path.anycast")];
  if (!place?.country) return ["", target.sameSite ? "" : t("path.nowhere")];
  const land = country(place.country);
  return [place.confidence === "agreed" ? t("path.server", { country: land }) : t("path.perhaps", { country: land }), ""];
}

/** The same in words. @param {Report} report */
export function standing(report) {
  const [land, words] = where(report);
  return land || words;
}
