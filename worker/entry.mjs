// What workerd runs: starts the Go program for each request and hands it the
// request. github.com/syumai/workers expects its surroundings in
// globalThis.context while it is initialised, which go.run does before it first
// returns, and an imported function "ready".
import "./build/wasm_exec.js";
import app from "./build/app.wasm";
import rules from "./build/rules.bundle";

// The tables of networks: an asset, fetched once in an isolate and kept. Only
// the finished result is shared between requests, never the fetch.
let kept;

async function places(env) {
  if (kept === undefined) {
    const response = await env.ASSETS.fetch("https://assets.invalid/place.bin");
    if (!response.ok) {
      return undefined;
    }
    kept = await response.arrayBuffer();
  }
  return kept;
}

async function start(env, ctx, binding) {
  const go = new globalThis.Go();
  const { promise, resolve } = Promise.withResolvers();
  const instance = new WebAssembly.Instance(app, {
    ...go.importObject,
    workers: { ready: resolve },
  });
  globalThis.context = {
    binding,
    ctx,
    env: { ...env, rules, places: () => places(env) },
  };
  const ended = go.run(instance).then(() => {
    throw new Error("the Go program ended before it was ready");
  });
  globalThis.context = undefined;
  await Promise.race([promise, ended]);
}

// A path that cannot be decoded is no URL to Go: say so before Go is asked.
function undecodable(url) {
  try {
    decodeURIComponent(new URL(url).pathname);
    return false;
  } catch {
    return true;
  }
}

export default {
  async fetch(request, env, ctx) {
    if (undecodable(request.url)) {
      return new Response("400 Bad Request", {
        status: 400,
        headers: { "Content-Type": "text/plain; charset=utf-8" },
      });
    }
    const binding = {};
    await start(env, ctx, binding);
    return binding.handleRequest(request);
  },
};
