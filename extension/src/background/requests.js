// Requests that a page's scripts make by themselves and that carry something typed: how they are weighed, and what the
// popup is told of them. They are judged like forms, but for what goes to another site while the person is still typing:
// nobody has asked for anything yet. By choice that is refused, or reported; then only danger asks.

const LEAK = "leak/before-submit";
const MAX_TABS = 25;
const MAX_REQUESTS = 20; // of a tab

/** Is it sent too early? @param {Report} report */
export function leaks(report) {
  return report.findings.some(({ rule }) => rule === LEAK);
}

/**
 * The report as far as it may interrupt.
 * @param {Report} report
 * @returns {Report}
 */
export function weighed(report) {
  return leaks(report) ? { ...report, interrupts: report.verdict === "danger" } : report;
}

let writing = Promise.resolve();

/**
 * Keeps a request for the popup, unless there is nothing to say of it.
 * @param {number} tab
 * @param {import("./decide.js").Decision} decision
 * @param {ScriptRequest["outcome"]} outcome
 * @param {boolean} incognito
 */
export function note(tab, { report, request }, outcome, incognito) {
  const { script } = request;
  if (!script || (report.verdict === "clear" && report.target.sameSite)) return writing;
  writing = writing.catch(() => {}).then(async () => {
    const all = await kept();
    const own = all[tab] ?? [];
    const same = (/** @type {ScriptRequest} */ one) =>
      one.report.target.url === report.target.url && one.script.url === script.url && one.script.way === script.way && one.script.early === script.early;
    const before = own.find(same);
    const entry = { report, request, script, outcome, at: Date.now(), times: (before?.times ?? 0) + 1, incognito };
    delete all[tab];
    all[tab] = [entry, ...own.filter((one) => one !== before)].slice(0, MAX_REQUESTS);
    await chrome.storage.session.set({ requests: Object.fromEntries(Object.entries(all).slice(-MAX_TABS)) });
  });
  return writing;
}

/**
 * Those of the site that the tab shows.
 * @param {number} tab
 * @param {string} url that it shows
 */
export async function noted(tab, url) {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  return ((await kept())[tab] ?? []).filter(({ report: { page } }) => host === page.host || host.endsWith("." + page.site) || host === page.site);
}

/** A tab is gone. @param {number} tab */
export function forgetTab(tab) {
  writing = writing.catch(() => {}).then(async () => {
    const all = await kept();
    if (!(tab in all)) return;
    delete all[tab];
    await chrome.storage.session.set({ requests: all });
  });
}

/** @returns {Promise<Record<string, ScriptRequest[]>>} */
async function kept() {
  const { requests } = await chrome.storage.session.get({ requests: {} });
  return /** @type {Record<string, ScriptRequest[]>} */ (requests);
}
