// By what a document can be checked: what it was judged by, digests, and the texts of which the digests are.

import { add, readable } from "./rows.js";

/** @param {import("./rows.js").Tree} document @returns {import("./rows.js").Row[]} */
export function digests({ bundle, digests: sums }) {
  /** @type {import("./rows.js").Row[]} */
  const out = [];
  const rules = bundle.rules === bundle.revision ? "" : `, rules ${bundle.rules}`;
  const stale = bundle.stale ? " (expired: exemptions do not count)" : "";
  add(
    out,
    "Judged by",
    `channel ${bundle.channel}, version ${bundle.version}, revision ${bundle.revision}${rules}${stale}`,
    `issued ${readable(bundle.issued)}, good until ${readable(bundle.expires)}`,
  );
  add(out, "SHA-256 of these rules", bundle.sha256);
  add(out, "SHA-256 of the facts", sums.facts);
  add(out, "SHA-256 of the report", sums.report);
  return out;
}

/** Facts and report as they were hashed (RFC 8785). @param {import("./rows.js").Tree} document */
export function canonicalParts({ facts, report }) {
  return [facts, report].filter(Boolean).map((part) => JSON.stringify(sorted(part)));
}

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]));
}
