// Facts in, decision out: decide(facts, asker) inspects on what is known here, looks up what would help and may be
// looked up, and inspects again with it.

import { dossier } from "./dossiers.js";
import { inspect } from "./inspector.js";
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
  const request = { ...facts, home, now: Math.floor(Date.now() / 1000), asked: worker ? "" : "off" };
  const local = await inspect(request);
  const [known, before] = await Promise.all([
    local.ask && worker ? dossier(worker, local.ask, asker) : undefined,
    local.memory && !asker.incognito ? seen(local.memory.key) : undefined,
  ]);
  if (known === undefined && !before) return { report: local, looked: false };
  const asked = known?.asked ?? request.asked;
  const report = await inspect({ ...request, asked, dossier: known?.dossier, seen: before });
  return { report, looked: asked === "done" || asked === "failed" };
}
