// Facts in, decision out: decide(facts, asker) inspects on what is known here, asks the browser itself, looks up what
// would help and may be looked up, and inspects again with it.

import { dossier } from "./dossiers.js";
import { inspect } from "./inspector.js";
import { isNever, reportsOnly } from "./managed.js";
import { local } from "./local.js";
import { seen } from "./memory.js";
import { isOff, settings } from "./settings.js";

/** @typedef {import("./dossiers.js").Asker} Asker */

/**
 * `looked`: the worker has been told the host's name, now or before. `request`: what the report was made from. `off`: the
 * person has switched Formtrace off for the page's site. `reported`: it would interrupt, but the organisation has set that
 * nothing does.
 * @typedef {{ report: Report, looked: boolean, request: InspectorRequest, off?: boolean, reported?: boolean }} Decision
 */

/** @typedef {Facts & { home: string, now: number, asked: string, dossier?: Dossier, seen?: Seen }} InspectorRequest */

/**
 * @param {Facts} facts
 * @param {Asker} asker
 * @returns {Promise<Decision>}
 */
export async function decide(facts, asker) {
  const decision = await judged(facts, asker);
  if (!(await reportsOnly())) return decision;
  const { report } = decision;
  return { ...decision, report: { ...report, interrupts: false }, reported: report.interrupts };
}

/** @param {Facts} facts @param {Asker} asker @returns {Promise<Decision>} */
async function judged(facts, asker) {
  const { home, worker, lookups, strictness } = await settings();
  const asks = worker !== "" && lookups !== "off";
  /** @type {InspectorRequest} */
  const request = { ...facts, home, now: Math.floor(Date.now() / 1000), asked: "" };
  const first = await inspect(request);
  if (await isOff(first.page.site)) {
    return { report: { ...first, interrupts: false, memory: undefined }, looked: false, off: true, request };
  }
  if (facts.script) delete first.memory; // of forms: a page's scripts send to many places
  const wanted = first.ask || (lookups === "always" && first.personal && first.target.network === "public" ? first.target.host : "");
  const never = wanted !== "" && (await isNever(wanted));
  const host = never ? "" : wanted;
  const [own, known, before] = await Promise.all([
    host ? local(host) : null,
    asks && host ? dossier(worker, host, asker) : undefined,
    first.memory && !asker.incognito ? seen(first.memory.key) : undefined,
  ]);
  const asked = known?.asked ?? (!asks ? "off" : never ? "never" : "");
  if (!own && known === undefined && !before && asked !== "never" && (asks || !first.ask)) {
    return { report: strictly(first, strictness), looked: false, request: { ...request, asked } };
  }
  // What the browser says of its own connections goes before what a worker sees from elsewhere; the time is the worker's.
  const both = own || known?.dossier ? { ...own, ...known?.dossier, ...sections(own) } : undefined;
  const whole = { ...request, asked, dossier: both, seen: before };
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

/** @param {Dossier | null} found */
function sections(found) {
  const { host, asOf, ...rest } = found ?? {};
  return rest;
}
