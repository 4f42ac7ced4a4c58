// Measures how the inspector bears many operators, in Node: node scale.mjs WASM_EXEC WASM FOLDER TURNS [RIVAL]
// FOLDER holds for each size SIZE.bundle and SIZE.json, an array of {request (base64 of CBOR), id, name, role, jurisdiction}.
// Prints one JSON object: for each size how long it takes to open the bundle (bytes into memory, load; median of several)
// and to inspect (median, best turn, cold and 95th percentile, the requests in turn), in microseconds; memory in bytes. With RIVAL, a
// folder in which @ghostery/adblocker is installed, also how long that takes to match, with a list of filters that is made
// here, of EasyList's size and mixture.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

const [exec, wasm, folder, turns, rival] = process.argv.slice(2);
vm.runInThisContext(readFileSync(exec, "utf8"), { filename: exec });
const module = await WebAssembly.compile(readFileSync(wasm));

const median = (list, share = 0.5) => list.sort((a, b) => a - b)[Math.floor(list.length * share)];

async function start() {
  const go = new globalThis.Go();
  const instance = await WebAssembly.instantiate(module, go.importObject);
  go.run(instance);
  return instance.exports;
}

async function program(size) {
  const data = readFileSync(path.join(folder, size + ".bundle"));
  const opens = [];
  let exports;
  for (let i = 0; i < (TURNS > 10 ? 9 : 1); i++) {
    exports = await start();
    const from = performance.now();
    const at = exports.input(data.length);
    new Uint8Array(exports.mem.buffer).set(data, at);
    const wrong = exports.load(data.length);
    opens.push((performance.now() - from) * 1000);
    if (wrong) throw new Error(read(exports, wrong));
  }
  const cases = JSON.parse(readFileSync(path.join(folder, size + ".json"))).map((one) => ({ ...one, request: Buffer.from(one.request, "base64") }));
  for (const { request, ...want } of cases) {
    const { operator } = JSON.parse(read(exports, inspect(exports, request)));
    for (const name of Object.keys(want)) {
      if (operator?.[name] !== want[name]) throw new Error(`${size} operators: got ${JSON.stringify(operator)}, want ${JSON.stringify(want)}`);
    }
  }
  return { size, exports, cases, opens, rounds: [], colds: [] };
}

function inspect(exports, request) {
  new Uint8Array(exports.mem.buffer).set(request, exports.input(request.length));
  return exports.inspect(request.length);
}

function read(exports, n) {
  return new TextDecoder().decode(new Uint8Array(exports.mem.buffer, exports.output(), n));
}

// One turn asks every request of a size once. The sizes take turns, several in a row: the first after another size finds
// the processor's caches full of that one's bytes, and is counted apart, as cold.
const TURNS = Number(turns);
const WARM = TURNS / 4; // are not counted
const sizes = readdirSync(folder).filter((name) => name.endsWith(".bundle")).map((name) => Number.parseInt(name)).sort((a, b) => a - b);
const programs = [];
for (const size of sizes) programs.push(await program(size));
const ROW = 5;
for (let turn = 0; turn < WARM + TURNS; turn += ROW) {
  for (const { exports, cases, rounds, colds } of programs) {
    for (let i = 0; i < ROW; i++) {
      const from = performance.now();
      for (const { request } of cases) inspect(exports, request);
      if (turn >= WARM) (i ? rounds : colds).push(((performance.now() - from) / cases.length) * 1000);
    }
  }
}
const result = {
  sizes: programs.map(({ size, exports, opens, rounds, colds }) => ({
    operators: size, open: median(opens), inspect: median(rounds), best: median(rounds, 0), cold: median(colds), p95: median(rounds, 0.95), memory: exports.mem.buffer.byteLength,
  })),
};

if (rival && existsSync(path.join(rival, "node_modules", "@ghostery", "adblocker"))) {
  const find = createRequire(path.join(path.resolve(rival), "package.json"));
  const { FiltersEngine, Request } = find("@ghostery/adblocker");
  const domains = JSON.parse(readFileSync(path.join(folder, "domains.json")));
  // EasyList's network filters are about three quarters host names, the rest paths and parts of addresses.
  const filters = domains.map((domain, i) => {
    const word = domain.split(".")[0];
    if (i % 8 === 0) return `/${word}/${i}/*$script,third-party`;
    if (i % 8 === 1) return `-${word}${i}.$image`;
    return `||${domain}^$third-party`;
  });
  const from = performance.now();
  const engine = FiltersEngine.parse(filters.join("\n"), { loadCosmeticFilters: false });
  const state = engine.serialize();
  const parsed = performance.now() - from;
  const again = performance.now();
  const loaded = FiltersEngine.deserialize(state);
  const load = performance.now() - again;
  const asked = domains.filter((_, i) => i % 200 === 3).concat(Array.from({ length: 100 }, (_, i) => `unlisted-${i}.example`));
  let matched = 0;
  const match = (domain) => {
    const { match } = loaded.match(Request.fromRawDetails({ url: `https://forms.${domain}/subscribe`, sourceUrl: "https://news.example.org/", type: "xhr" }));
    matched += Number(match);
  };
  const rounds = [];
  for (let turn = 0; turn < WARM + TURNS; turn++) {
    const begin = performance.now();
    for (const domain of asked) match(domain);
    if (turn >= WARM) rounds.push(((performance.now() - begin) / asked.length) * 1000);
  }
  result.rival = { filters: filters.length, bytes: state.length, parse: parsed, load, match: median(rounds), p95: median(rounds, 0.95), matched: matched / (WARM + TURNS), asked: asked.length };
}
console.log(JSON.stringify(result));
process.exit(0);
