// Fetches what a channel publishes: nobody's cookies, no referrer, no redirect, never more bytes than are allowed.

import { Refusal } from "./refusal.js";

const TIMEOUT = 20_000;

/** No answer, or none that helps: nothing is refused, and it is tried again later. */
export class Unreachable extends Error {}

/**
 * @param {string} url
 * @param {number} most bytes
 * @param {RequestCache} cache
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function get(url, most, cache = "no-cache") {
  let answer;
  try {
    answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error", cache, signal: AbortSignal.timeout(TIMEOUT) });
  } catch (error) {
    throw new Unreachable(error instanceof DOMException && error.name === "TimeoutError" ? "no answer in time" : "no answer");
  }
  if (answer.status === 404) throw new Unreachable("no such channel is published there");
  if (!answer.ok || !answer.body) throw new Unreachable("the answer has status " + answer.status);
  return body(answer.body, most);
}

/** @param {ReadableStream<Uint8Array>} stream @param {number} most */
async function body(stream, most) {
  const reader = stream.getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) throw new Refusal("too-large", `it is larger than ${most} bytes`);
      parts.push(value);
    }
  } catch (error) {
    void reader.cancel().catch(() => {});
    throw error instanceof Refusal ? error : new Unreachable("the answer broke off");
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
