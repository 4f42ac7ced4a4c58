// What the page of the first run and the settings have in common: choosing the home, the language, and the worker.

import { chosen } from "../background/managed.js";
import { settings, workerOrigin } from "../background/settings.js";
import { consent } from "./consent.js";
import { element } from "./parts.js";
import { LANGUAGES, UNREVIEWED, country, locale, spoken, t } from "./words.js";

const A = "A".charCodeAt(0);

/** @template {HTMLElement} Type @param {string} id @param {new () => Type} type @returns {Type} */
export function get(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error("no " + id);
  return found;
}

/**
 * Puts the texts of a page into its elements: data-t names a text, data-t-label an accessible name, data-t-placeholder what
 * stands in an empty field.
 */
export function translate() {
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(key(node.getAttribute("data-t")));
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(key(node.getAttribute("data-t-label"))));
  for (const node of document.querySelectorAll("[data-t-placeholder]")) node.setAttribute("placeholder", t(key(node.getAttribute("data-t-placeholder"))));
}

/** @param {string | null} name */
function key(name) {
  return /** @type {import("./words.js").Key} */ (name ?? "");
}

/** Fills the list of countries; the chosen or guessed one is selected. @param {HTMLSelectElement} select */
export async function homes(select) {
  const { home } = await settings();
  select.replaceChildren(new Option(t("home.none"), ""), ...countries().map(([code, name]) => new Option(name, code)));
  select.value = home;
}

/**
 * Every country that the browser knows by name, in its order.
 * @returns {[string, string][]}
 */
function countries() {
  const names = [];
  for (let first = 0; first < 26; first++) {
    for (let second = 0; second < 26; second++) {
      const code = String.fromCharCode(A + first, A + second);
      // What is not a country any more, never was one, or is a group of them.
      if (/^(EU|EZ|UN|UK|AC|AN|BU|CP|CQ|CS|DD|DG|DY|EA|FX|HV|IC|NH|NT|QO|QU|RH|SU|TA|TP|VD|YD|YU|ZR|ZZ|X[^K]|A?AA|Q[^A])$/.test(code)) continue;
      const name = country(code);
      if (name !== code) names.push(/** @type {[string, string]} */ ([code, name]));
    }
  }
  return names.sort(([, a], [, b]) => a.localeCompare(b, locale()));
}

/** Fills the list of languages; another choice is kept, and the page is shown in it. @param {HTMLSelectElement} select */
export async function languages(select) {
  const { language } = await chosen({ language: "" });
  const names = Object.entries(LANGUAGES).map(([code, name]) => {
    const option = new Option(name, code);
    option.lang = code;
    return option;
  });
  select.replaceChildren(new Option(t("language.browser"), ""), ...names);
  select.value = String(language);
  if (UNREVIEWED.includes(spoken())) select.after(element("p", "muted small", t("language.unreviewed")));
  select.addEventListener("change", async () => {
    await chrome.storage.local.set({ language: select.value });
    location.reload();
  });
}

/**
 * The worker's address with its buttons, and what is said below them.
 * @param {{ address: HTMLInputElement, save: HTMLElement, test: HTMLElement, off: HTMLElement, state: HTMLElement }} parts
 */
export async function worker({ address, save, test, off, state }) {
  address.value = (await settings()).worker;
  say(address.value ? "" : t("worker.none"));
  save.addEventListener("click", keep);
  address.addEventListener("keydown", (event) => event.key === "Enter" && void keep());
  off.addEventListener("click", async () => {
    await chrome.storage.local.set({ worker: "" });
    address.value = "";
    say(t("worker.none"));
  });
  test.addEventListener("click", async () => {
    say(t("worker.asking"));
    /** @type {WorkerHealth | null} */
    const health = await chrome.runtime.sendMessage({ type: "health", worker: address.value }).catch(() => null);
    say(t(`worker.${health?.detail ?? "failed"}`), !health?.ok);
  });

  async function keep() {
    const wish = address.value.trim();
    const origin = wish ? workerOrigin(wish) : "";
    if (origin === null) return say(t("worker.address"), true);
    // Asked at once, while the click counts. The worker is told where forms lead: the browser may want to ask by itself.
    if (origin && !(await consent())) return say(t("worker.refused"), true);
    address.value = origin;
    await chrome.storage.local.set({ worker: origin });
    return say(t(origin ? "worker.saved" : "worker.none"));
  }

  /** @param {string} words @param {boolean} [bad] */
  function say(words, bad = false) {
    state.textContent = words;
    state.className = bad ? "bad" : "";
  }
}
