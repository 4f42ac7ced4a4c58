// Starts the program for each request, as github.com/syumai/workers does it.
import "./build/wasm_exec.js";
import app from "./build/app.wasm";

export default {
  async fetch(request, env, ctx) {
    const go = new globalThis.Go();
    const { promise, resolve } = Promise.withResolvers();
    const instance = new WebAssembly.Instance(app, { ...go.importObject, workers: { ready: resolve } });
    const binding = {};
    globalThis.context = { binding, ctx, env };
    go.run(instance);
    await promise;
    return binding.handleRequest(request);
  },
};
