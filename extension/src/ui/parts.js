// What the pages are made of. Everything is built from elements and text; no markup is ever parsed, so nothing
// that a page or a host calls itself can become markup.

export { country, day } from "./words.js";

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
  person: "M12 3.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20.5c0-4.4 3.6-6.5 8-6.5s8 2.1 8 6.5",
  page: "M3 5h18v14H3zM3 9.5h18M6 7.2h.1M9 7.2h.1",
  server: "M4 4h16v6.5H4zM4 13.5h16V20H4zM7.5 7.2h.1M7.5 16.8h.1M11 7.2h5M11 16.8h5",
  building: "M5 20.5V4h9v16.5M14 9.5h5v11M3 20.5h18M8 8h.1M11 8h.1M8 12h.1M11 12h.1M8 16h.1M11 16h.1",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20.5 20.5",
  place: "M12 21.5s7-6.4 7-11.8a7 7 0 0 0-14 0c0 5.4 7 11.8 7 11.8zM12 7.3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
};

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

/** A text whose "e-mail" stays on one line. @param {string} text */
export function whole(text) {
  return text.split(/(e-mail)/i).map((part, i) => (i % 2 ? element("span", "whole", part) : part));
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
 * A button that only the person's own events press.
 * @param {string} words
 * @param {string} className
 * @param {() => unknown} act
 */
export function button(words, className, act) {
  const made = element("button", className, words);
  made.type = "button";
  made.addEventListener("click", (event) => {
    if (event.isTrusted) void act();
  });
  return made;
}
