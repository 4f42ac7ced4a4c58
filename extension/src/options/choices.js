// The settings' choices among a few: when hosts are looked up, what interrupts, and whether a history is kept.

import { HISTORY, LOOKUPS, STRICTNESS, settings } from "../background/settings.js";
import { element } from "../ui/parts.js";
import { get } from "../ui/setup.js";
import { t } from "../ui/words.js";

/** Fills the lists; what is chosen is kept at once. */
export async function choices() {
  const { lookups, strictness, history } = await settings();
  fill("lookups", LOOKUPS, lookups, (choice) => t(`lookups.${choice}`));
  fill("strictness", STRICTNESS, strictness, (choice) => t(`strictness.${choice}`));
  fill("history", HISTORY, history, (choice) => t(`history.keep.${choice}`));
}

/**
 * @template {string} Choice
 * @param {string} name of the list, and of what is stored
 * @param {Choice[]} all
 * @param {Choice} chosen
 * @param {(choice: Choice) => string} words
 */
function fill(name, all, chosen, words) {
  const list = get(name, HTMLElement);
  for (const choice of all) {
    const input = element("input");
    input.type = "radio";
    input.name = name;
    input.value = choice;
    input.checked = choice === chosen;
    input.addEventListener("change", () => void chrome.storage.local.set({ [name]: choice }));
    list.append(element("label", "choice", input, element("span", "", words(choice))));
  }
}
