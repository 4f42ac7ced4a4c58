// The settings' part for rules: every channel with version, age, key and state; looking now; adding and removing one.

import { channelAddress, MAX_ADDED } from "../background/channels/sources.js";
import { publicKey } from "../background/channels/keys.js";
import { chosen, managed } from "../background/managed.js";
import { button, element } from "../ui/parts.js";
import { get } from "../ui/setup.js";
import { day, dotted, known, locale, spoken, t } from "../ui/words.js";

/** The problems that have words of their own (background/channels/get.js). @type {Record<string, import("../ui/words.js").Key>} */
const PROBLEMS = {
  "no answer in time": "problem.late",
  "no answer": "problem.silent",
  "no such channel is published there": "problem.absent",
  "the answer broke off": "problem.broken",
};

/** The organisation has set which channels there are beside the extension's own. */
let fixed = false;

/** Shows the part and keeps it as it is. */
export async function showChannels() {
  fixed = !!(await managed()).values.channels;
  await Promise.all([render(), showRoot()]);
  get("look", HTMLElement).addEventListener("click", look);
  get("channel-add", HTMLElement).addEventListener("click", add);
  get("root-save", HTMLElement).addEventListener("click", saveRoot);
  chrome.storage.local.onChanged.addListener((changes) => {
    if (Object.keys(changes).some((key) => /^(worker$|rootKey$|channels$|channel:)/.test(key))) void render();
  });
}

async function render() {
  /** @type {ChannelShown[] | null} */
  const all = await chrome.runtime.sendMessage({ type: "channels" }).catch(() => null);
  if (!all) return say(t("rules.unseen"), true);
  get("channel-list", HTMLElement).replaceChildren(...all.map(item));
  get("look", HTMLButtonElement).disabled = !all.some(({ asked }) => asked);
}

/** @param {ChannelShown} channel */
function item(channel) {
  const { id, name, version, issued, expires, key, packaged, stale, scope, added } = channel;
  const title = element("b", "", version ? `${name} ${version}` : t("channel.none", { name }));
  const facts = version
    ? [
        t("channel.of", { day: date(issued) }),
        age(issued),
        t("channel.until", { day: date(expires) }),
        packaged ? t("channel.packaged") : t("channel.signed", { key }),
        scope && (scope.length ? t("channel.about", { domains: scope.join(", ") }) : t("channel.everything")),
      ]
    : [];
  const words = element("span", "", title, element("br"), element("span", "muted small", dotted([...facts, added && id])));
  for (const [line, bad] of states(channel)) words.append(element("br"), element("span", bad ? "small bad" : "muted small", line));
  const row = element("li", stale ? "stale" : "", words);
  row.dataset.channel = name;
  if (added && !fixed) {
    const take = button(t("options.remove"), "", () => remove(id));
    take.setAttribute("aria-label", t("options.remove.this", { name }));
    row.append(take);
  }
  return row;
}

/** @param {ChannelShown} channel @returns {[string, boolean][]} what is to be said, and whether it is bad */
function states({ stale, revoked, refused, problem, looked, asked, fault, added }) {
  /** @type {[string, boolean][]} */
  const lines = [];
  if (stale && !added) lines.push([t("channel.stale"), true]);
  if (stale && added) lines.push([t("channel.stale.added"), true]);
  if (fault) lines.push([t("channel.fault", { fault }), true]);
  if (revoked) lines.push([t("channel.revoked"), true]);
  if (refused) lines.push([t("channel.refused", { reason: refusal(refused.reason), what: refused.what }), true]);
  const when = looked ? new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" }).format(looked) : "";
  if (problem) lines.push([t("channel.problem", { time: when, problem: because(problem) }), true]);
  else if (when) lines.push([t("channel.looked", { time: when }), false]);
  else if (!asked) lines.push([t("channel.unasked"), false]);
  return lines;
}

/** @param {string} reason */
function refusal(reason) {
  const key = "refusal." + reason;
  return t(known(key) ? key : "refusal.other");
}

/** @param {string} problem */
function because(problem) {
  const [, status] = /^the answer has status (\d+)$/.exec(problem) ?? [];
  if (status) return t("problem.status", { status });
  const key = PROBLEMS[problem];
  return key ? t(key) : problem;
}

async function look() {
  say(t("rules.looking"));
  const done = await chrome.runtime.sendMessage({ type: "look" }).then(() => true, () => false);
  await render();
  say(t(done ? "rules.looked" : "rules.failed"), !done);
}

async function add() {
  const address = get("channel-address", HTMLInputElement);
  const key = get("channel-key", HTMLInputElement);
  const place = channelAddress(address.value);
  const { channels } = await chrome.storage.local.get({ channels: [] });
  const list = /** @type {ChannelChoice[]} */ (channels);
  if (!place) return say(t("channels.bad-address"), true);
  if (!publicKey(key.value.trim())) return say(t("channels.bad-key"), true);
  if (list.some((one) => one.address === place.address)) return say(t("channels.there"), true);
  if (list.length >= MAX_ADDED) return say(t("channels.most", { most: MAX_ADDED }), true);
  await chrome.storage.local.set({ channels: [...list, { address: place.address, key: key.value.trim() }] });
  address.value = key.value = "";
  return say(t("channels.added"));
}

/** @param {string} id */
async function remove(id) {
  const { channels } = await chrome.storage.local.get({ channels: [] });
  await chrome.storage.local.set({ channels: /** @type {ChannelChoice[]} */ (channels).filter(({ address }) => address !== id) });
  say(t("channels.removed"));
}

async function showRoot() {
  const { rootKey } = await chosen({ rootKey: "" });
  get("root", HTMLInputElement).value = String(rootKey);
}

async function saveRoot() {
  const root = get("root", HTMLInputElement).value.trim();
  if (root && !publicKey(root)) return say(t("channels.bad-key"), true);
  await chrome.storage.local.set({ rootKey: root });
  return say(t(root ? "worker.saved" : "root.own"));
}

/** @param {number} unix */
function date(unix) {
  return day(new Date(unix * 1000).toISOString());
}

/** Not in a language that the browser does not know. @param {number} unix */
function age(unix) {
  if (locale().slice(0, 2) !== spoken()) return "";
  const days = Math.floor((Date.now() / 1000 - unix) / 86_400);
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days > 60 ? -Math.floor(days / 30) : -days, days > 60 ? "month" : "day");
}

/** @param {string} words @param {boolean} [bad] */
function say(words, bad = false) {
  const state = get("rules-state", HTMLElement);
  state.textContent = words;
  state.className = bad ? "bad" : "";
}
