// The settings' part for rules: every channel with version, age, key and state; looking now; adding and removing one.

import { channelAddress, MAX_ADDED } from "../background/channels/sources.js";
import { publicKey } from "../background/channels/keys.js";
import { day, element } from "../ui/parts.js";

/** @template {HTMLElement} Type @param {string} id @param {new () => Type} type @returns {Type} */
function get(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error("no " + id);
  return found;
}

const REASONS = /** @type {Record<string, string>} */ ({
  "too-large": "too large",
  damaged: "damaged",
  "bad-signature": "not signed as it should be",
  "wrong-key": "signed by a key that may not",
  "revoked-key": "signed by a key that was revoked",
  "wrong-channel": "of another channel",
  older: "older than what is installed",
  expired: "past its day",
  "newer-client": "made for another version of Formtrace",
  "out-of-scope": "beyond what it may speak of",
});

/** Shows the part and keeps it as it is. */
export async function showChannels() {
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
  if (!all) return say("The rules could not be looked at.", true);
  get("channel-list", HTMLElement).replaceChildren(...all.map(item));
  get("look", HTMLButtonElement).disabled = !all.some(({ asked }) => asked);
}

/** @param {ChannelShown} channel */
function item(channel) {
  const { id, name, version, issued, expires, key, packaged, stale, scope, added } = channel;
  const title = element("b", "", version ? `${name} ${version}` : `${name}: nothing installed yet`);
  const facts = version
    ? [
        `of ${date(issued)} (${age(issued)})`,
        `good until ${date(expires)}`,
        packaged ? "came with the extension" : "signed by key " + key,
        scope && (scope.length ? "about " + scope.join(", ") : "about every domain"),
      ]
    : [];
  const words = element("span", "", title, element("br"), element("span", "muted small", [...facts, added && id].filter(Boolean).join(" · ")));
  for (const [line, bad] of states(channel)) words.append(element("br"), element("span", bad ? "small bad" : "muted small", line));
  const row = element("li", stale ? "stale" : "", words);
  row.dataset.channel = name;
  if (added) {
    const button = element("button", "", "Remove");
    button.type = "button";
    button.setAttribute("aria-label", "Remove " + name);
    button.addEventListener("click", () => remove(id));
    row.append(button);
  }
  return row;
}

/** @param {ChannelShown} channel @returns {[string, boolean][]} what is to be said, and whether it is bad */
function states({ stale, revoked, refused, problem, looked, asked, fault, added }) {
  /** @type {[string, boolean][]} */
  const lines = [];
  if (stale && !added) lines.push(["Out of date: what it exempts counts no longer.", true]);
  if (stale && added) lines.push(["Out of date.", true]);
  if (fault) lines.push([`This version of Formtrace cannot read it, and judges without it: ${fault}.`, true]);
  if (revoked) lines.push(["The key that signed it was revoked since.", true]);
  if (refused) lines.push([`What was offered is ${REASONS[refused.reason] ?? "refused"}, and is not installed: ${refused.what}.`, true]);
  const when = looked ? new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" }).format(looked) : "";
  if (problem) lines.push([`Looked for on ${when}: ${problem}.`, true]);
  else if (when) lines.push([`Looked for on ${when}.`, false]);
  else if (!asked) lines.push(["Nobody is asked for newer ones.", false]);
  return lines;
}

async function look() {
  say("Looking…");
  const done = await chrome.runtime.sendMessage({ type: "look" }).then(() => true, () => false);
  await render();
  say(done ? "Looked." : "That failed.", !done);
}

async function add() {
  const address = get("channel-address", HTMLInputElement);
  const key = get("channel-key", HTMLInputElement);
  const place = channelAddress(address.value);
  const { channels } = await chrome.storage.local.get({ channels: [] });
  const list = /** @type {ChannelChoice[]} */ (channels);
  if (!place) return say("The address must begin with https:// (or, on this machine, http://localhost or http://127.0.0.1) and end with the channel’s name.", true);
  if (!publicKey(key.value.trim())) return say("The key must be 32 bytes in base64: 44 characters.", true);
  if (list.some((one) => one.address === place.address)) return say("That channel is there already.", true);
  if (list.length >= MAX_ADDED) return say(`At most ${MAX_ADDED} channels can be added.`, true);
  await chrome.storage.local.set({ channels: [...list, { address: place.address, key: key.value.trim() }] });
  address.value = key.value = "";
  return say("Added.");
}

/** @param {string} id */
async function remove(id) {
  const { channels } = await chrome.storage.local.get({ channels: [] });
  await chrome.storage.local.set({ channels: /** @type {ChannelChoice[]} */ (channels).filter(({ address }) => address !== id) });
  say("Removed.");
}

async function showRoot() {
  const { rootKey } = await chrome.storage.local.get({ rootKey: "" });
  get("root", HTMLInputElement).value = String(rootKey);
}

async function saveRoot() {
  const root = get("root", HTMLInputElement).value.trim();
  if (root && !publicKey(root)) return say("The key must be 32 bytes in base64: 44 characters.", true);
  await chrome.storage.local.set({ rootKey: root });
  return say(root ? "Saved." : "The extension’s own key counts.");
}

/** @param {number} unix */
function date(unix) {
  return day(new Date(unix * 1000).toISOString());
}

/** @param {number} unix */
function age(unix) {
  const days = Math.floor((Date.now() / 1000 - unix) / 86_400);
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(days > 60 ? -Math.floor(days / 30) : -days, days > 60 ? "month" : "day");
}

/** @param {string} words @param {boolean} [bad] */
function say(words, bad = false) {
  const state = get("rules-state", HTMLElement);
  state.textContent = words;
  state.className = bad ? "bad" : "";
}
