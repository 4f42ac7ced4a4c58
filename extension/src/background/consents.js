// What the person has allowed. "Once" lets one submission go; "always" covers a pair of sites and the rules that had
// fired then: a new danger on the same pair is held again.

const ONCE_FOR = 5_000; // until the submission that was allowed has to have begun
const MAX_PAIRS = 1_000;

/** @returns {Promise<Record<string, Pair>>} */
export async function pairs() {
  const { pairs: kept } = await chrome.storage.local.get({ pairs: {} });
  return /** @type {Record<string, Pair>} */ (kept);
}

/**
 * Is this submission covered by a pair that the person always allows?
 * @param {Report} report
 */
export async function covered(report) {
  const pair = (await pairs())[name(report)];
  if (!pair) return false;
  return report.findings.every((finding) => finding.verdict !== "danger" || pair.rules.includes(finding.rule));
}

/**
 * Always allow this page's site to send to this target's site.
 * @param {Report} report
 */
export async function allow(report) {
  const kept = await pairs();
  if (Object.keys(kept).length >= MAX_PAIRS && !kept[name(report)]) return;
  const fired = report.findings.filter(({ verdict }) => verdict === "warn" || verdict === "danger");
  const rules = new Set([...(kept[name(report)]?.rules ?? []), ...fired.map(({ rule }) => rule)]);
  kept[name(report)] = { page: report.page.site, target: report.target.site, rules: [...rules].sort(), at: Date.now() };
  await chrome.storage.local.set({ pairs: kept });
}

/**
 * Takes back an "always".
 * @param {string} key as in pairs()
 */
export async function revoke(key) {
  const kept = await pairs();
  delete kept[key];
  await chrome.storage.local.set({ pairs: kept });
}

/**
 * Submissions allowed once. A submission that leaves its frame is seen again in the frame it goes to: that second look
 * finds its grant here.
 * @type {Map<string, number>}
 */
const grants = new Map();

/** @param {number} tab @param {Pick<Report, "target">} report */
export function grant(tab, report) {
  grants.set(tab + " " + report.target.method + " " + report.target.url, Date.now() + ONCE_FOR);
}

/** True once for each grant. @param {number} tab @param {Pick<Report, "target">} report */
export function granted(tab, report) {
  const key = tab + " " + report.target.method + " " + report.target.url;
  const until = grants.get(key) ?? 0;
  grants.delete(key);
  return until > Date.now();
}

/** @param {Report} report */
function name(report) {
  return report.page.site + " " + report.target.site;
}
