// What became of interruptions, in the four groups that the chart and the totals tell apart.

import { locale, t } from "../ui/words.js";

/** In the order in which they are stacked. */
export const GROUPS = /** @type {const} */ (["not", "encrypted", "sent", "unasked"]);

/** @typedef {typeof GROUPS[number]} Group */

/** @type {Record<Interruption["outcome"], Group>} */
const OF = { unanswered: "not", dont: "not", refused: "not", encrypted: "encrypted", once: "sent", always: "sent", sent: "unasked" };

/** @param {Group} group */
export function groupName(group) {
  return t(`history.group.${group}`);
}

/** How many entries of each group there are. @param {Interruption[]} entries */
export function sum(entries) {
  /** @type {Record<Group, number>} */
  const totals = { not: 0, encrypted: 0, sent: 0, unasked: 0 };
  for (const { outcome } of entries) totals[OF[outcome]]++;
  return totals;
}

/** A number, as it is written in the person's language. @param {number} value */
export function number(value) {
  return new Intl.NumberFormat(locale()).format(value);
}
