// The settings: home, worker, what is sent while typing, allowed pairs, memory of targets. What is chosen goes to chrome.storage.local at once.

import { pairs, revoke } from "../background/consents.js";
import { managed } from "../background/managed.js";
import { forgetTargets, remembered } from "../background/memory.js";
import { settings, sitesOff, switchSite } from "../background/settings.js";
import { button, element } from "../ui/parts.js";
import { lockManaged, showManaged } from "../ui/managed.js";
import { get, homes, languages, translate, worker } from "../ui/setup.js";
import { kinds } from "../ui/told.js";
import { day, dotted, speak, t } from "../ui/words.js";
import { showChannels } from "./channels.js";
import { choices } from "./choices.js";
import { transfers } from "./transfers.js";

const home = get("home", HTMLSelectElement);
const leaks = get("leaks", HTMLSelectElement);

await speak();
translate();
document.title = t("options.title");
await Promise.all([
  showHome(),
  languages(get("language", HTMLSelectElement)),
  worker({
    address: get("worker", HTMLInputElement),
    save: get("save", HTMLElement),
    test: get("test", HTMLElement),
    off: get("off", HTMLElement),
    state: get("worker-state", HTMLElement),
  }),
  choices(),
  showLeaks(),
  showChannels(),
  showPairs(),
  showOff(),
  showMemory(),
  showManaged(get("managed", HTMLElement)),
]);
await lockManaged();
transfers();

chrome.storage.onChanged.addListener((_changes, area) => area === "managed" && location.reload());

home.addEventListener("change", chooseHome);
leaks.addEventListener("change", () => chrome.storage.local.set({ leaks: leaks.value }));
get("confirm", HTMLElement).addEventListener("click", chooseHome);
get("clear", HTMLElement).addEventListener("click", async () => {
  await forgetTargets();
  await showMemory();
});

async function showLeaks() {
  leaks.value = (await settings()).leaks;
}

async function showHome() {
  await homes(home);
  get("guessed", HTMLElement).hidden = !(await settings()).guessed;
}

async function chooseHome() {
  await chrome.storage.local.set({ home: home.value });
  get("guessed", HTMLElement).hidden = true;
}

async function showPairs() {
  const all = Object.entries(await pairs()).sort(([a], [b]) => a.localeCompare(b));
  const list = get("pairs", HTMLElement);
  list.replaceChildren(
    ...all.map(([key, pair]) => {
      const name = `${pair.page} → ${pair.target}`;
      const words = element("span", "", element("b", "", name), element("br"));
      const since = t("pairs.since", { day: day(new Date(pair.at).toISOString()) });
      words.append(element("span", "muted small", dotted([since, pair.kinds?.length ? kinds(pair.kinds) : "", ...pair.rules])));
      return entry(words, name, () => revoke(key).then(showPairs));
    }),
  );
  const allowed = (await managed()).values.pairs ?? [];
  const ofOrganisation = get("managed-pairs", HTMLElement);
  ofOrganisation.hidden = !allowed.length;
  ofOrganisation.replaceChildren(
    ...allowed.map(({ page, target, kinds: sensitive = [] }) => {
      const words = element("span", "", element("b", "", `${page} → ${target}`));
      if (sensitive.length) words.append(element("br"), element("span", "muted small", kinds(sensitive)));
      return element("li", "", words);
    }),
  );
  if (!all.length && !allowed.length) list.append(element("li", "", t("options.none")));
}

/** The sites that Formtrace is switched off for. */
async function showOff() {
  const sites = (await sitesOff()).sort();
  const list = get("sites-off", HTMLElement);
  list.replaceChildren(...sites.map((site) => entry(element("b", "", site), site, () => switchSite(site, false).then(showOff))));
  if (!sites.length) list.append(element("li", "", t("options.none")));
}

/** @param {HTMLElement} words @param {string} name @param {() => Promise<void>} remove */
function entry(words, name, remove) {
  const take = button(t("options.remove"), "", remove);
  take.setAttribute("aria-label", t("options.remove.this", { name }));
  return element("li", "", words, take);
}

async function showMemory() {
  const count = await remembered();
  get("memory-state", HTMLElement).textContent = count ? t("memory.count", { count }) : t("memory.empty");
}
