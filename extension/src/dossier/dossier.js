// Everything known about the hosts of a form, the page's and the target's side by side:
// dossier.html?page=HOST&host=HOST&tab=ID; with #evidence a document of the host is made at once. The worker is asked
// because the person has asked for this page; what a visit to the host would show, only when they ask for that as well.

import { button, element } from "../ui/parts.js";
import { attribution, evidence } from "../ui/reasons.js";
import { speak, t } from "../ui/words.js";
import { cards } from "./cards.js";
import { lands, map } from "./map.js";

const query = new URLSearchParams(location.search);
const tab = Number(query.get("tab") ?? -1);
const hosts = [...new Set([query.get("page") ?? "", query.get("host") ?? ""])].filter(Boolean);

await speak();
document.title = t("dossier.title", { host: hosts.at(-1) ?? "" }) + " · Formtrace";
document.body.append(element("main", "", title(), element("p", "muted", t("dossier.asking"))));
const known = await show(false);
const target = known.at(-1);
if (location.hash === "#evidence" && target?.dossier) {
  history.replaceState(null, "", location.pathname + location.search); // once, not when the page is loaded again
  await make(target);
}

/** @param {boolean} http also what a visit to the hosts shows */
async function show(http) {
  const answers = await Promise.all(hosts.map((host) => chrome.runtime.sendMessage({ type: "dossier", host, tab, http }).catch(() => null)));
  const known = /** @type {Known[]} */ (answers.filter(Boolean));
  const [first] = known;
  const asked = known.filter(({ asked }) => asked === "done" || asked === "failed");
  const main = element(
    "main",
    "",
    title(),
    element("p", "muted", first && asked[0] ? t("dossier.asked", { worker: first.worker }) : t(first?.worker ? "dossier.unasked" : "dossier.workerless")),
    first && element("section", "where", element("h2", "", t("map.title")), map(lands(known))),
    element("div", "hosts" + (known.length > 1 ? " two" : ""), ...known.map(({ host }, i) => head(host, i === known.length - 1)), ...cards(known)),
    element("div", "row", ...known.map((one) => save(one, known.length > 1))),
    asked.length > 0 && !http && visit(),
    asked.length > 0 && attribution(),
  );
  document.body.replaceChildren(main);
  return known;
}

function title() {
  const sign = element("img");
  Object.assign(sign, { src: "../icons/icon.svg", width: 40, height: 40, alt: "" });
  return element("header", "", sign, element("h1", "", t("dossier.title", { host: hosts.at(-1) ?? "" })));
}

/** @param {string} host @param {boolean} target */
function head(host, target) {
  return element("header", "", element("span", "muted small", t(target ? "dossier.target" : "dossier.page")), element("b", "", host));
}

/** A document of a host. @param {Known} known @param {boolean} named there is another */
function save(known, named) {
  if (!known.dossier) return null;
  const made = evidence(() => make(known));
  if (named) made.textContent += ": " + known.host;
  return made;
}

/** @param {Known} known */
function make({ home, dossier }) {
  return chrome.runtime.sendMessage({ type: "evidence", of: { occasion: "host", request: { home }, report: null, dossier } });
}

function visit() {
  const ask = button(t("dossier.visit"), "", () => show(true).then(() => document.querySelector("h1")?.scrollIntoView()));
  return element("section", "visit", element("p", "muted small", t("dossier.visit.why")), ask);
}
