// Facts in, decision out: decide(facts, asker) inspects on what is known here, asks the browser itself, looks up what
// would help and may be looked up, and inspects again with it.

import { dossier } from "./dossiers.js";
import { inspect } from "./inspector.js";
import { local } from "./local.js";
import { seen } from "./memory.js";
import { settings } from "./settings.js";

/** @typedef {import("./dossiers.js").Asker} Asker */

/**
 * @param {Facts} facts
 * @param {Asker} asker
 * @returns {Promise<{ report: Report, looked: boolean }>} looked: the worker has been told the host's name, now or before
 */
export async function decide(facts, asker) {
  const { home, worker } = await settings();
  const request = { ...facts, home, now: Math.floor(Date.now() / 1000), asked: "" };
  const first = await inspect(request);
  const [own, known, before] = await Promise.all([
    first.ask ? local(first.ask) : null,
    first.ask && worker ? dossier(worker, first.ask, asker) : undefined,
    first.memory && !asker.incognito ? seen(first.memory.key) : undefined,
  ]);
  const asked = known?.asked ?? (worker ? "" : "off");
  if (!own && known === undefined && !before && (worker || !first.ask)) return { report: first, looked: false };
  // What the browser says of its own connections goes before what a worker sees from elsewhere; the time is the worker's.
  const both = own || known?.dossier ? { ...own, ...known?.dossier, ...sections(own) } : undefined;
  const report = await inspect({ ...request, asked, dossier: both, seen: before });
  return { report, looked: asked === "done" || asked === "failed" };
}

/** @param {Dossier | null} found */
function sections(found) {
  const { host, asOf, ...rest } = found ?? {};
  return rest;
}
