// The worker, watched from outside: /watch/counts tells how often it fetched and
// started the Go program, and how much memory the programs have, after a collection
// of garbage; /watch/grow has
// the running one take 100 MB; /watch/exhaust and /watch/corrupt end it as a lack
// of memory and as a defect of the runtime would, and after /watch/bar the next one
// does not start either.
const counts = { fetches: 0, starts: 0 };
let programs = [];
let barred = false;

const { fetch: plainFetch } = globalThis;
globalThis.fetch = (...args) => {
  counts.fetches++;
  return plainFetch(...args);
};

WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...args) {
    if (barred) {
      barred = false;
      throw new Error("barred");
    }
    super(...args);
    counts.starts++;
    programs.push(new WeakRef(this));
  }
};

const worker = (await import("./entry.mjs")).default;

function alive() {
  programs = programs.filter((p) => p.deref() !== undefined);
  return programs.map((p) => p.deref().exports);
}

const watch = {
  counts() {
    gc();
    const memory = alive().reduce((sum, program) => sum + program.mem.buffer.byteLength, 0);
    return Response.json({ ...counts, memory });
  },
  exhaust() {
    alive().at(-1).input(0xfffffff0);
    return new Response("done");
  },
  grow() {
    alive().at(-1).input(100 << 20);
    return new Response("done");
  },
  bar() {
    barred = true;
    return watch.exhaust();
  },
  corrupt() {
    new Uint8Array(alive().at(-1).mem.buffer).fill(0xff);
    return new Response("done");
  },
};

// Two requests for each client.
const asked = new Map();
const LIMITER = {
  async limit({ key }) {
    asked.set(key, (asked.get(key) ?? 0) + 1);
    return { success: asked.get(key) <= 2 };
  },
};

export default {
  fetch(request, env, ctx) {
    if (env.LIMITED) {
      env = { ...env, LIMITER };
    }
    const { pathname } = new URL(request.url);
    return pathname.startsWith("/watch/") ? watch[pathname.slice(7)]() : worker.fetch(request, env, ctx);
  },
};
