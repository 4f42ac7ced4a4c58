// Facts in, decision out: decide(facts, asker) inspects on what is known here, looks up what would help and may be
// looked up, and inspects again with it.

import { dossier } from "./dossiers.js";
import { inspect } from "./inspector.js";
import { seen } from "./memory.js";
import { isOff, settings } from "./settings.js";

/** @typedef {import("./dossiers.js").Asker} Asker */

/**
 * `looked`: the worker has been told the host's name, now or before. `request`: what the report was made from. `off`: the
 * person has switched Formtrace off for the page's site.
 * @typedef {{ report: Report, looked: boolean, request: InspectorRequest, off?: boolean }} Decision
 */

/** @typedef {Facts & { home: string, now: number, asked: string, dossier?: Dossier, seen?: Seen }} InspectorRequest */

/**
 * @param {Facts} facts
 * @param {Asker} asker
 * @returns {Promise<Decision>}
 */
export async function decide(facts, asker) {
  const { home, worker, lookups, strictness } = await settings();
  const asks = worker !== "" && lookups !== "off";
  /** @type {InspectorRequest} */
  const request = { ...facts, home, now: Math.floor(Date.now() / 1000), asked: asks ? "" : "off" };
  const local = await inspect(request);
  if (await isOff(local.page.site)) {
    return { report: { ...local, interrupts: false, memory: undefined }, looked: false, off: true, request };
  }
  if (facts.script) delete local.memory; // of forms: a page's scripts send to many places
  const host = local.ask || (lookups === "always" && local.personal && local.target.network === "public" ? local.target.host : "");
  const [known, before] = await Promise.all([
    asks && host ? dossier(worker, host, asker) : undefined,
    local.memory && !asker.incognito ? seen(local.memory.key) : undefined,
  ]);
  if (known === undefined && !before) return { report: strictly(local, strictness), looked: false, request };
  const asked = known?.asked ?? request.asked;
  const whole = { ...request, asked, dossier: known?.dossier, seen: before };
  const report = await inspect(whole);
  if (facts.script) delete report.memory;
  return { report: strictly(report, strictness), looked: asked === "done" || asked === "failed", request: whole };
}

/**
 * What interrupts is the person's choice, but for dangers.
 * @param {Report} report
 * @param {Settings["strictness"]} strictness
 * @returns {Report}
 */
function strictly(report, strictness) {
  if (strictness === "dangers" && report.verdict === "warn") return { ...report, interrupts: false };
  if (strictness === "notices" && report.verdict === "notice" && report.personal) return { ...report, interrupts: true };
  return report;
}
