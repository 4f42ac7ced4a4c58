// Which channels there are: the extension's own, from the worker that the person chose or from where an organisation
// publishes it, and those that the person added, each by an address and a root key. Without a worker and without an
// addition there is none, and nothing is asked.

import { chosen, managed } from "../managed.js";
import { settings, workerOrigin } from "../settings.js";
import { publicKey } from "./keys.js";

/** The channel whose bundle comes with the extension. */
export const OWN = "curated";

/** The public root key of the extension's own channel, which a build is given by its flag -root; without, one is set in the settings. */
export const ROOT = "";

export const MAX_ADDED = 8;

/**
 * @typedef {object} Source
 * @property {string} id its state's; the address of an added one
 * @property {string} channel
 * @property {string} base where keys.json is, with a slash at its end
 * @property {string} root the public root key
 * @property {boolean} third a third party's: it may only mark domains
 */

/** @returns {Promise<Source[]>} */
export async function sources() {
  const [{ worker }, root, { values }] = await Promise.all([settings(), rootKey(), managed()]);
  const base = values.channel ? channelAddress(values.channel.address)?.base : worker && worker + "/v1/rules/";
  /** @type {Source[]} */
  const all = base && root ? [{ id: OWN, channel: OWN, base, root, third: false }] : [];
  for (const { address, key } of await added()) {
    const place = channelAddress(address);
    if (place) all.push({ id: address, ...place, root: key, third: true });
  }
  return all;
}

/** The root key of the extension's own channel: the organisation's, the person's, or the one that it came with; "" for none. */
export async function rootKey() {
  const [{ rootKey: own }, { values }] = await Promise.all([chosen({ rootKey: "" }), managed()]);
  const key = values.channel?.key ?? own;
  return typeof key === "string" && publicKey(key) ? key : ROOT;
}

/** @returns {Promise<ChannelChoice[]>} */
export async function added() {
  const { channels } = await chosen({ channels: [] });
  return Array.isArray(channels) ? channels.slice(0, MAX_ADDED) : [];
}

/**
 * Where a channel's address leads: https, or http to this machine, to the folder of a channel in a published folder.
 * @param {string} address
 * @returns {{ address: string, base: string, channel: string } | null} null for what is no such address
 */
export function channelAddress(address) {
  if (!workerOrigin(address)) return null;
  const { origin, pathname, search, hash } = new URL(address.trim());
  const [, folder, channel] = /^(.*\/)([a-z0-9]+(?:-[a-z0-9]+)*)\/?$/.exec(pathname) ?? [];
  if (folder === undefined || channel === undefined || search || hash) return null;
  return { address: origin + folder + channel, base: origin + folder, channel };
}
