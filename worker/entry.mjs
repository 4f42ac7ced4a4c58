// What workerd runs. One instance of the Go program answers the requests of an
// isolate, several at once. It is started in the first request; one whose memory
// has grown is replaced, and ends what it has begun; one that failed is
// replaced, and what it was asked for is asked again of the new one.
import { Failed, Instance } from "./bridge.mjs";

// An isolate has 128 MB: two instances, the old and the new one, have to fit.
const maxMemory = 56 << 20;

let current;

function running(env) {
  if (current === undefined || current.failed || current.size > maxMemory) {
    current = undefined; // when starting fails
    current = new Instance({ ...env, asset: (name) => asset(env, name), published: (name) => published(env, name) });
  }
  return current;
}

// The assets: the rules, the tables of networks and the authorities, each fetched once in an
// isolate and kept. Only the finished result is shared between requests, never
// the fetch.
const kept = new Map();

async function asset(env, name) {
  if (!kept.has(name)) {
    const response = await env.ASSETS.fetch("https://assets.invalid/" + name);
    if (!response.ok) {
      return undefined;
    }
    kept.set(name, await response.arrayBuffer());
  }
  return kept.get(name);
}

// A file of the published folder and the SHA-256 of its bytes, or nothing. It is not
// kept: bundles may be large.
async function published(env, name) {
  const response = await env.ASSETS.fetch("https://assets.invalid/channels/" + name);
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const data = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return [data, Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")];
}

function again(error, request, env, ctx) {
  if (!(error instanceof Failed) || (request.method !== "GET" && request.method !== "HEAD")) {
    throw error;
  }
  return running(env).ask(request, ctx);
}

// What no instance answered, as api/problem.go writes it.
function failed(error, request) {
  console.error("worker:", error);
  const problem = {
    type: "urn:formtrace:problem:internal",
    title: "Something went wrong here",
    status: 503,
    detail: "The worker could not be started, or ended while it answered: expected another try in a moment.",
  };
  return new Response(request.method === "HEAD" ? null : JSON.stringify(problem) + "\n", {
    status: problem.status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      "Retry-After": "1",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

export default {
  fetch(request, env, ctx) {
    let response;
    try {
      try {
        response = running(env).ask(request, ctx);
      } catch (error) {
        response = again(error, request, env, ctx);
      }
    } catch (error) {
      return failed(error, request);
    }
    return response instanceof Promise
      ? response.catch((error) => again(error, request, env, ctx)).catch((error) => failed(error, request))
      : response;
  },
};
