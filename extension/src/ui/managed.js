// What an organisation has set, on the pages where a person would choose it: lockManaged() switches the controls for it off
// and says whose choice it is. In a page, data-managed names the option that an element is about, and data-free what
// within it can be used all the same.

import { managed } from "../background/managed.js";
import { element, icon } from "./parts.js";
import { list, t } from "./words.js";

/** To be called when the page shows what counts. */
export async function lockManaged() {
  const { values } = await managed();
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-managed]"))) {
    if (!Object.hasOwn(values, part.dataset.managed ?? "")) continue;
    for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (part.querySelectorAll("button, input, select"))) {
      if (!control.closest("[data-free]")) control.disabled = true;
    }
    const whose = element("p", "managed muted small", icon("building"), " ", t("managed.by"));
    if (part.localName === "section") part.append(whose);
    else part.after(whose);
  }
}

/** What no control is for: that nothing is held back, names that are never looked up, and what was wrong. @param {HTMLElement} section */
export async function showManaged(section) {
  const { values, faults } = await managed();
  const lines = [
    values.reportOnly && element("p", "", element("b", "", t("managed.report"))),
    values.never?.length && element("p", "", t("managed.never", { names: list(values.never) })),
    ...faults.map(({ key, expected, choices = [] }) => element("p", "bad", t("managed.fault", { key }), " ", t(expected, { choices: choices.map((one) => one || '""').join(", ") }))),
  ];
  section.append(...lines.filter((line) => line instanceof HTMLElement));
  section.hidden = !lines.some(Boolean);
}
