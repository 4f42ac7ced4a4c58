// Everything about one host, for the dossier page: what the rules know about it, and what the worker does.

import { everything } from "./dossiers.js";
import { inspect } from "./inspector.js";
import { isNever } from "./managed.js";
import { settings } from "./settings.js";

/**
 * @param {{ host: string, tab: number, http: boolean }} request tab: the one whose page led here; private windows list their own look-ups
 * @returns {Promise<Known>}
 */
export async function known({ host, tab, http }) {
  const { home, worker } = await settings();
  // The inspector knows which names are public, and who runs them: it is asked about a form that leads there.
  const target = { url: `https://${host}/`, queryNames: [], method: "get", enctype: "", context: "_self" };
  const page = { url: "https://page.invalid/" };
  const report = await inspect({ page, form: { id: "", name: "", index: 0 }, target, fields: [], home, now: 0, asked: "off" });
  const answer = { host: report.target.host, network: report.target.network, operator: report.operator, worker, home };
  if (report.target.network !== "public" || report.target.host !== host) return { ...answer, dossier: null, asked: "private" };
  if (await isNever(host)) return { ...answer, dossier: null, asked: "never" };
  if (!worker) return { ...answer, dossier: null, asked: "off" };
  const shown = tab >= 0 ? await chrome.tabs.get(tab).catch(() => null) : null;
  const { dossier, asked } = await everything(worker, host, http, shown?.incognito ?? false);
  return { ...answer, dossier: dossier ?? null, asked };
}
