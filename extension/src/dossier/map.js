// A small picture of countries: one band for each, with what stands in it (you, the page's server, the target's server,
// the law of who runs it) and an arrow along the way that a form's data would take. Drawn here; nothing is fetched.

import { element, icon } from "../ui/parts.js";
import { country, t } from "../ui/words.js";

const SVG = "http://www.w3.org/2000/svg";
const BAND = 80;
const GAP = 10;
const LANE = 56; // beside the bands, for the arrows

/** @typedef {{ land: string, things: { sign: "person" | "page" | "server" | "building", words: string }[] }} Land land: a code, or "" where it is not known */

/**
 * Who is in which country, in the order of the way.
 * @param {Known[]} known the page's host, if it is another, and then the target's
 * @returns {{ lands: Land[], way: [from: number, to: number][] }}
 */
export function lands(known) {
  /** @type {Land[]} */
  const lands = [];
  const put = (/** @type {string} */ land, /** @type {Land["things"][number]} */ thing) => {
    let at = lands.findIndex((one) => one.land === land);
    if (at < 0) at = lands.push({ land, things: [] }) - 1;
    lands[at]?.things.push(thing);
    return at;
  };
  const home = put(known[0]?.home ?? "", { sign: "person", words: t("path.you") });
  const target = known.at(-1);
  if (known.length > 1 && known[0]) for (const land of countries(known[0])) put(land, { sign: "page", words: known[0].host });
  /** @type {[number, number][]} */
  const way = [];
  for (const land of target ? countries(target) : []) way.push([home, put(land, { sign: "server", words: target?.host ?? "" })]);
  if (target?.operator?.jurisdiction) put(target.operator.jurisdiction, { sign: "building", words: t("map.law", { name: target.operator.name }) });
  return { lands, way };
}

/** The countries of a host's addresses; one "" where none is known. @param {Known} known @returns {string[]} */
function countries({ dossier }) {
  const hosting = /** @type {{ addresses?: { country: string, confidence: string }[] } | undefined} */ (dossier?.["hosting"]);
  const all = (hosting?.addresses ?? []).map(({ country: land, confidence }) => (confidence === "anycast" ? "" : land));
  return all.length ? [...new Set(all)] : [""];
}

/** @param {ReturnType<typeof lands>} picture */
export function map({ lands, way }) {
  const height = lands.length * (BAND + GAP) - GAP;
  const list = element("ol", "bands");
  for (const { land, things } of lands) {
    const what = things.map(({ sign, words }) => element("span", "thing", icon(sign), element("span", "", words)));
    list.append(element("li", land ? "band" : "band unknown", element("b", "", land ? country(land) : t("map.unknown")), element("div", "things", ...what)));
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "arrows");
  svg.setAttribute("viewBox", `0 0 ${LANE} ${height}`);
  svg.setAttribute("aria-hidden", "true");
  way.filter(([from, to]) => from !== to).forEach(([from, to], i) => svg.append(...arrow(middle(from), middle(to), Math.min(i, 2))));
  const picture = element("div", "map", list);
  picture.append(svg);
  return picture;
}

/** @param {number} band */
function middle(band) {
  return band * (BAND + GAP) + BAND / 2;
}

/** @param {number} from @param {number} to @param {number} lane */
function arrow(from, to, lane) {
  const far = LANE - 8 - lane * 8;
  return [`M4 ${from}C${far} ${from} ${far} ${to} 12 ${to}`, `M14 ${to - 6}L5 ${to}L14 ${to + 6}`].map((d) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    return path;
  });
}
