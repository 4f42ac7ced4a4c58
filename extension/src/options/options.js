// The settings: home, worker, what is sent while typing, allowed pairs, memory of targets. What is chosen goes to chrome.storage.local at once.

import { pairs, revoke } from "../background/consents.js";
import { forgetTargets, remembered } from "../background/memory.js";
import { settings, workerOrigin } from "../background/settings.js";
import { country, day, element } from "../ui/parts.js";
import { showChannels } from "./channels.js";

const A = "A".charCodeAt(0);

/** @template {HTMLElement} Type @param {string} id @param {new () => Type} type @returns {Type} */
function get(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error("no " + id);
  return found;
}

const home = get("home", HTMLSelectElement);
const worker = get("worker", HTMLInputElement);
const leaks = get("leaks", HTMLSelectElement);
const state = get("worker-state", HTMLElement);

void Promise.all([showSettings(), showChannels(), showPairs(), showMemory()]);

home.addEventListener("change", chooseHome);
leaks.addEventListener("change", () => chrome.storage.local.set({ leaks: leaks.value }));
get("confirm", HTMLElement).addEventListener("click", chooseHome);
get("save", HTMLElement).addEventListener("click", save);
worker.addEventListener("keydown", (event) => event.key === "Enter" && save());
get("test", HTMLElement).addEventListener("click", test);
get("off", HTMLElement).addEventListener("click", async () => {
  await chrome.storage.local.set({ worker: "" });
  worker.value = "";
  say("No worker is asked. Formtrace sends nothing.");
});
get("clear", HTMLElement).addEventListener("click", async () => {
  await forgetTargets();
  await showMemory();
});

async function showSettings() {
  const chosen = await settings();
  const names = countries();
  home.replaceChildren(new Option("Not chosen", ""), ...names.map(([code, name]) => new Option(name, code)));
  home.value = chosen.home;
  get("guessed", HTMLElement).hidden = !chosen.guessed;
  worker.value = chosen.worker;
  leaks.value = chosen.leaks;
  say(chosen.worker ? "" : "No worker is asked. Formtrace sends nothing.");
}

async function chooseHome() {
  await chrome.storage.local.set({ home: home.value });
  get("guessed", HTMLElement).hidden = true;
}

async function save() {
  const address = worker.value.trim();
  const origin = address ? workerOrigin(address) : "";
  if (origin === null) return say("The address must begin with https:// (or, on this machine, http://localhost or http://127.0.0.1).", true);
  worker.value = origin;
  await chrome.storage.local.set({ worker: origin });
  return say(origin ? "Saved." : "No worker is asked. Formtrace sends nothing.");
}

async function test() {
  say("Asking…");
  /** @type {WorkerHealth | null} */
  const health = await chrome.runtime.sendMessage({ type: "health", worker: worker.value }).catch(() => null);
  say(health?.detail ?? "The test failed.", !health?.ok);
}

async function showPairs() {
  const all = Object.entries(await pairs()).sort(([a], [b]) => a.localeCompare(b));
  const list = get("pairs", HTMLElement);
  list.replaceChildren(
    ...all.map(([key, pair]) => {
      const button = element("button", "", "Remove");
      button.type = "button";
      button.setAttribute("aria-label", `Remove ${pair.page} → ${pair.target}`);
      button.addEventListener("click", async () => {
        await revoke(key);
        await showPairs();
      });
      const words = element("span", "", element("b", "", `${pair.page} → ${pair.target}`), element("br"));
      words.append(element("span", "muted small", ["since " + day(new Date(pair.at).toISOString()), ...(pair.kinds ?? []), ...pair.rules].join(" · ")));
      return element("li", "", words, button);
    }),
  );
  if (!all.length) list.append(element("li", "", "None."));
}

async function showMemory() {
  const count = await remembered();
  get("memory-state", HTMLElement).textContent = count === 1 ? "One target is remembered." : `${count || "No"} targets are remembered.`;
}

/** Every country that the browser knows by name, in its order. @returns {[string, string][]} */
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
  return names.sort(([, a], [, b]) => a.localeCompare(b));
}

/** @param {string} words @param {boolean} [bad] */
function say(words, bad = false) {
  state.textContent = words;
  state.className = bad ? "bad" : "";
}
