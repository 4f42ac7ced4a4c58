// Facts in, decision out: decide(facts, asker) inspects on what is known here, asks the browser itself, looks up what
// would help and may be looked up, and inspects again with it.

import { dossier } from "./dossiers.js";
import { inspect } from "./inspector.js";
import { local } from "./local.js";
import { seen } from "./memory.js";
import { settings } from "./settings.js";

/** @typedef {import("./dossiers.js").Asker} Asker */

/**
 * `looked`: the worker has been told the host's name, now or before. `request`: what the report was made from.
 * @typedef {{ report: Report, looked: boolean, request: InspectorRequest }} Decision
 */

/** @typedef {Facts & { home: string, now: number, asked: string, dossier?: Dossier, seen?: Seen }} InspectorRequest */

/**
 * @param {Facts} facts
 * @param {Asker} asker
 * @returns {Promise<Decision>}
 */
export async function decide(facts, asker) {
  const { home, worker } = await settings();
  /** @type {InspectorRequest} */
  const request = { ...facts, home, now: Math.floor(Date.now() / 1000), asked: "" };
  const first = await inspect(request);
  if (facts.script) delete first.memory; // of forms: a page's scripts send to many places
  const [own, known, before] = await Promise.all([
    first.ask ? local(first.ask) : null,
    first.ask && worker ? dossier(worker, first.ask, asker) : undefined,
    first.memory && !asker.incognito ? seen(first.memory.key) : undefined,
  ]);
  const asked = known?.asked ?? (worker ? "" : "off");
  if (!own && known === undefined && !before && (worker || !first.ask)) return { report: first, looked: false, request: { ...request, asked } };
  // What the browser says of its own connections goes before what a worker sees from elsewhere; the time is the worker's.
  const both = own || known?.dossier ? { ...own, ...known?.dossier, ...sections(own) } : undefined;
  const whole = { ...request, asked, dossier: both, seen: before };
  const report = await inspect(whole);
  if (facts.script) delete report.memory;
  return { report, looked: asked === "done" || asked === "failed", request: whole };
}

/** @param {Dossier | null} found */
function sections(found) {
  const { host, asOf, ...rest } = found ?? {};
  return rest;
}
