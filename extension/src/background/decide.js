// Facts in, decision out: decide(facts, asker) inspects on what is known here, looks up what would help and may be
// looked up, and inspects again with it.

import { dossier } from "./dossiers.js";
import { inspect } from "./inspector.js";
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
  const request = { ...facts, home, now: Math.floor(Date.now() / 1000), asked: worker ? "" : "off" };
  const local = await inspect(request);
  if (facts.script) delete local.memory; // of forms: a page's scripts send to many places
  const [known, before] = await Promise.all([
    local.ask && worker ? dossier(worker, local.ask, asker) : undefined,
    local.memory && !asker.incognito ? seen(local.memory.key) : undefined,
  ]);
  if (known === undefined && !before) return { report: local, looked: false, request };
  const asked = known?.asked ?? request.asked;
  const whole = { ...request, asked, dossier: known?.dossier, seen: before };
  const report = await inspect(whole);
  if (facts.script) delete report.memory;
  return { report, looked: asked === "done" || asked === "failed", request: whole };
}
