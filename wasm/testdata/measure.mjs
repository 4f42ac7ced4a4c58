// Measures the inspector in Node: node measure.mjs WASM_EXEC WASM BUNDLE REQUEST…
// Prints one JSON object: memory in bytes after loading and after 100,000
// inspections, and for each request the best, the median and the 95th percentile,
// warm, in microseconds of one call (write the request, inspect; the report
// stays in linear memory), and the report itself.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [exec, wasm, bundle, ...requests] = process.argv.slice(2);
vm.runInThisContext(readFileSync(exec, "utf8"), { filename: exec });
const go = new globalThis.Go();
const began = performance.now();
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), go.importObject);
go.run(instance);
const { mem, input, load, inspect, output } = instance.exports;
const write = (bytes) => {
  const at = input(bytes.length); // the memory may grow, and be another buffer
  new Uint8Array(mem.buffer).set(bytes, at);
};
const read = (n) => new TextDecoder().decode(new Uint8Array(mem.buffer, output(), n));

const data = readFileSync(bundle);
write(data);
const wrong = load(data.length);
if (wrong) throw new Error(read(wrong));
const result = { start: performance.now() - began, loaded: mem.buffer.byteLength, requests: [] };

// One turn is as many calls with one request as a round has; the requests take
// turns, so that all are as warm, and what else the machine does hits all alike.
const CALLS = 50;
const WARM = 200; // turns of each request that are not counted
const TURNS = 400;
const cases = requests.map((file) => {
  const request = readFileSync(file);
  const call = () => {
    new Uint8Array(mem.buffer).set(request, input(request.length));
    return inspect(request.length);
  };
  const report = JSON.parse(read(call()));
  if (report.error) throw new Error(report.error);
  return { file, request, call, verdict: report.verdict, rounds: [] };
});
for (let turn = 0; turn < WARM + TURNS; turn++) {
  for (const { call, rounds } of cases) {
    const from = performance.now();
    for (let i = 0; i < CALLS; i++) call();
    if (turn >= WARM) rounds.push(((performance.now() - from) / CALLS) * 1000);
  }
}
for (const { file, request, call, verdict, rounds } of cases) {
  rounds.sort((a, b) => a - b);
  const at = (share) => rounds[Math.floor(rounds.length * share)];
  result.requests.push({ file, bytes: request.length, report: read(call()), verdict, best: at(0), median: at(0.5), p95: at(0.95) });
}
for (let i = 0; i < 100000; i++) cases[0].call();
result.after = mem.buffer.byteLength;
console.log(JSON.stringify(result));
process.exit(0);
