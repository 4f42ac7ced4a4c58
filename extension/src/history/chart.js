// The history over time, as SVG of our own: a stack for each day or week, by what became of it. Beside it the same numbers
// as words and as a table, for those who do not see it.

import { element } from "../ui/parts.js";
import { dotted, locale, t } from "../ui/words.js";
import { GROUPS, groupName, number, sum } from "./groups.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 200;
const SIDE = 36; // for the numbers
const BELOW = 24; // for the days
const ABOVE = 10;
/** How many there are, and of how many days: 26 weeks are all that is kept. */
const SPANS = { day: { count: 30, days: 1 }, week: { count: 26, days: 7 } };

/** @typedef {{ from: Date, totals: ReturnType<typeof sum>, all: number }} Period */

/**
 * @param {Interruption[]} entries
 * @param {keyof typeof SPANS} per
 * @param {number} width in pixels
 * @param {boolean} open the table is shown
 */
export function chart(entries, per, width, open) {
  const all = periods(entries, per);
  const totals = sum(entries.filter(({ at }) => at >= Number(all[0]?.from)));
  const legend = element("ul", "legend small", ...GROUPS.map((group) => element("li", "", swatch(group), `${groupName(group)}: ${number(totals[group])}`)));
  const details = element("details", "", element("summary", "", t("history.table")), table(all, per));
  details.open = open;
  return [picture(all, per, width, totals), legend, details];
}

/** The periods up to today, the oldest first. @param {Interruption[]} entries @param {keyof typeof SPANS} per @returns {Period[]} */
function periods(entries, per) {
  const { count, days } = SPANS[per];
  const now = new Date();
  // By the calendar: a day may have 23 or 25 hours.
  const start = (/** @type {number} */ back) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1 - back * days);
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [start(count - i), start(count - i - 1)];
    const own = entries.filter(({ at }) => at >= Number(from) && at < Number(to));
    return { from, totals: sum(own), all: own.length };
  });
}

/**
 * @param {Period[]} all
 * @param {keyof typeof SPANS} per
 * @param {number} width
 * @param {Period["totals"]} totals
 */
function picture(all, per, width, totals) {
  const most = Math.max(...all.map((period) => period.all));
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => most / step <= 4) ?? 1_000;
  const top = Math.max(step, Math.ceil(most / step) * step);
  const [inner, tall] = [Math.max(0, width - SIDE), HEIGHT - ABOVE - BELOW];
  const rtl = document.documentElement.dir === "rtl";
  const x = (/** @type {number} */ from, /** @type {number} */ wide) => (rtl ? width - from - wide : from);
  const y = (/** @type {number} */ value) => ABOVE + tall - (value / top) * tall;
  const svg = draw("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-labelledby": "chart-name chart-desc" });
  const first = date(all[0]?.from, true);
  const groups = GROUPS.map((group) => `${groupName(group)}: ${number(totals[group])}`);
  svg.append(
    named("title", "chart-name", `${t("history.chart")}, ${first} – ${date(new Date(), true)}`),
    named("desc", "chart-desc", dotted([t(per === "day" ? "history.days" : "history.weeks"), ...groups, t("history.most", { most })])),
    draw("defs", {}, stripes()),
  );
  for (let value = 0; value <= top; value += step) {
    svg.append(
      draw("line", { class: value ? "rule" : "axis", x1: x(SIDE, 0), x2: x(width, 0), y1: y(value), y2: y(value) }),
      draw("text", { x: x(SIDE - 6, 0), y: y(value) + 4, "text-anchor": "end" }, number(value)),
    );
  }
  const room = inner / all.length;
  const wide = Math.max(1, Math.min(room - 2, 28));
  all.forEach((period, i) => {
    const bar = draw("g", {});
    let under = 0;
    for (const group of GROUPS) {
      const value = period.totals[group];
      if (!value) continue;
      const high = y(under) - y(under + value);
      bar.append(draw("rect", { class: group, x: x(SIDE + i * room + (room - wide) / 2, wide), y: y(under + value), width: wide, height: Math.max(1, high - 1) }));
      under += value;
    }
    if (under) svg.append(bar);
  });
  for (const i of [0, Math.floor(all.length / 2), all.length - 1]) {
    const anchor = i === 0 ? "start" : i === all.length - 1 ? "end" : "middle";
    const at = SIDE + (i === 0 ? 0 : i === all.length - 1 ? inner : (i + 0.5) * room);
    svg.append(draw("text", { x: x(at, 0), y: HEIGHT - 6, "text-anchor": anchor }, date(all[i]?.from)));
  }
  return svg;
}

/** The same, in numbers; a period without any is left out. @param {Period[]} all @param {keyof typeof SPANS} per */
function table(all, per) {
  const head = element("tr", "", ...[t(per === "day" ? "history.day" : "history.week"), ...GROUPS.map(groupName), t("history.total")].map((name) => column(name, "col")));
  const rows = all.filter((period) => period.all > 0).reverse();
  const made = element("table", "small", element("thead", "", head));
  made.createTBody().append(
    ...rows.map(({ from, totals, all: count }) =>
      element("tr", "", column(date(from, true), "row"), ...[...GROUPS.map((group) => totals[group]), count].map((value) => element("td", "", number(value)))),
    ),
  );
  return rows.length ? made : element("p", "muted small", t("options.none"));
}

/** @param {string} words @param {"col" | "row"} scope */
function column(words, scope) {
  const made = element("th", "", element("span", "", words));
  made.scope = scope;
  return made;
}

/** @param {string} group */
function swatch(group) {
  const svg = draw("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" });
  svg.append(draw("rect", { class: group, width: 14, height: 14 }));
  return svg;
}

/** What the person sent, told apart without colour too. */
function stripes() {
  const pattern = draw("pattern", { id: "stripes", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(draw("rect", { class: "ground", width: 6, height: 6 }), draw("rect", { class: "stripe", width: 4, height: 6 }));
  return pattern;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
function draw(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** @param {"title" | "desc"} name @param {string} id @param {string} words */
function named(name, id, words) {
  return draw(name, { id }, words);
}

/** @param {Date | undefined} day @param {boolean} [year] */
function date(day, year = false) {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", ...(year && { year: "numeric" }) }).format(day);
}
