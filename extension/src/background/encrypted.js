// "Send encrypted instead": would the same target be harmless over https, and does it answer there? Asked only while a
// person looks at the question, without anything of what is to be sent: one HEAD, no query, no body, no cookies.

import { decide } from "./decide.js";

const PATIENCE = 3_000;

/** @typedef {import("./dossiers.js").Asker} Asker */

/**
 * The same facts over https. null where that is no question: another scheme, a port of its own, or a path that holds
 * what was typed.
 * @param {Facts} facts
 * @returns {Facts | null}
 */
export function overHTTPS(facts) {
  const { url } = facts.target;
  if (!/^http:\/\/[^/:[\]]+\//.test(url) || url.includes("…")) return null;
  return { ...facts, target: { ...facts.target, url: url.replace(/^http:/, "https:") } };
}

/**
 * Is cleartext the only fault? What is judged harmless over https is not held there.
 * @param {Facts} facts
 * @param {Asker} asker
 */
export async function onlyCleartext(facts, asker) {
  const secure = overHTTPS(facts);
  if (!secure) return false;
  const { report, reported } = await decide(secure, asker);
  return !report.interrupts && !reported;
}

/**
 * Does this address answer over https itself? What leads elsewhere does not count: it may lead back to cleartext. That
 * only POST is allowed there (405), or only after logging in, is an answer.
 * @param {Facts} facts
 */
export async function answers(facts) {
  const secure = overHTTPS(facts);
  if (!secure) return false;
  try {
    const { type, status } = await fetch(secure.target.url, {
      method: "HEAD",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return type !== "opaqueredirect" && ((status >= 200 && status < 300) || [401, 403, 405].includes(status));
  } catch {
    return false;
  }
}
