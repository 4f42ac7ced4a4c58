// Words in the person's language: await speak() once, then t(key, parameters). Every text of the interface stands in
// words/LANGUAGE.json (English in en.js); English is always there, and stands in where another language cannot be loaded.

import { chosen as option } from "../background/managed.js";
import en from "../words/en.js";

/** @typedef {keyof typeof en} Key */
/** @typedef {Record<string, string | Record<string, string>>} Catalogue texts, or one for each plural category of the language */

/** The languages there are, each by its own name. @type {Record<string, string>} */
export const LANGUAGES = { en: "English", cy: "Cymraeg", de: "Deutsch", fr: "Français", es: "Español", pl: "Polski", ar: "العربية" };
/** Translations, of interface and rules, that no speaker of the language has reviewed yet: this is the list. */
export const UNREVIEWED = ["cy", "de", "fr", "es", "pl", "ar"];
const RIGHT_TO_LEFT = ["ar"];

let language = "en";
/** What the rules say in English, and in the language. @type {Record<string, string>} */
let rules = {};
/** @type {Catalogue} */
let catalogue = en;

/**
 * Loads the language that the person chose, or else the first of the browser's that there is, and marks the document so.
 * @param {string} [wish] instead of what was chosen
 */
export async function speak(wish) {
  const wanted = wish ?? (await chosen());
  const named = [wanted, ...navigator.languages].map((tag) => tag.split("-")[0] ?? "").find((tag) => tag in LANGUAGES) ?? "en";
  const [found, said] = named === "en" ? [en, {}] : await Promise.all([load(named), load("rules." + named)]);
  language = found ? named : "en";
  catalogue = found ?? en;
  rules = /** @type {Record<string, string>} */ (said ?? {});
  if (typeof document === "undefined") return;
  document.documentElement.lang = language === "en" ? "en-GB" : language;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
}

/** The rules' texts in the language, by the English ones. */
export function ruleTexts() {
  return rules;
}

/** The language spoken now. */
export function spoken() {
  return language;
}

/**
 * A text, with what is to be put into it. A `count` chooses among a text's plural forms.
 * @param {Key} key
 * @param {Record<string, string | number>} [parameters]
 * @returns {string}
 */
export function t(key, parameters = {}) {
  return fill(catalogue[key] ?? en[key], parameters);
}

/**
 * @param {string | Record<string, string>} text
 * @param {Record<string, string | number>} parameters
 */
export function fill(text, parameters) {
  const form = typeof text === "string" ? text : (text[new Intl.PluralRules(locale()).select(Number(parameters["count"]))] ?? text["other"] ?? "");
  return form.replace(/\{([\w.]+)\}/g, (whole, name) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(locale()).format(value) : isolated(value);
  });
}

/** Does a catalogue have this key? @param {string} key @returns {key is Key} */
export function known(key) {
  return key in en;
}

/** What the browser's Intl is asked for: the language, or British English where it does not know that (Chromium: Welsh). */
export function locale() {
  return Intl.DisplayNames.supportedLocalesOf(language).length && language !== "en" ? language : "en-GB";
}

/** @param {string} code ISO 3166-1 alpha-2 @returns {string} */
export function country(code) {
  try {
    return new Intl.DisplayNames(locale(), { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** @param {string | undefined} time RFC 3339 or a day */
export function day(time) {
  const date = new Date(time ?? "");
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleDateString(locale(), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/** "one, two and three"; where the browser does not know the language's "and", commas alone. @param {string[]} items */
export function list(items) {
  if (locale().slice(0, 2) !== language) return items.join(", ");
  return new Intl.ListFormat(locale()).format(items);
}

/**
 * Facts beside each other, each in its own direction; what is empty is left out.
 * @param {(string | false | null | undefined)[]} facts
 */
export function dotted(facts) {
  return facts.flatMap((fact) => (fact ? [isolated(fact)] : [])).join(" · ");
}

/** A sentence that begins with what stands small elsewhere. @param {string} text */
export function begun(text) {
  return text.replace(/^\u2068?\p{Ll}/u, (first) => first.toLocaleUpperCase(locale()));
}

/** A host's name keeps its own direction within a text that runs from right to left. @param {string} value */
function isolated(value) {
  return RIGHT_TO_LEFT.includes(language) ? "\u2068" + value + "\u2069" : value;
}

async function chosen() {
  try {
    const { language: kept } = await option({ language: "" });
    return String(kept);
  } catch {
    return "";
  }
}

/** @param {string} name @returns {Promise<Catalogue | null>} */
async function load(name) {
  try {
    return await (await fetch(new URL(`../words/${name}.json`, import.meta.url))).json();
  } catch {
    return null; // in a sandboxed frame
  }
}
