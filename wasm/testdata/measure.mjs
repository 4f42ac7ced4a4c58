// Measures the inspector in Node: node measure.mjs WASM_EXEC WASM BUNDLE REQUEST…
// Prints one JSON object: memory in bytes after loading and after 100,000
// inspections, and for each request the median, warm, in microseconds of one
// call (write the request, inspect; the report stays in linear memory).
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [exec, wasm, bundle, ...requests] = process.argv.slice(2);
vm.runInThisContext(readFileSync(exec, "utf8"), { filename: exec });
const go = new globalThis.Go();
const began = performance.now();
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), go.importObject);
go.run(instance);
const { mem, input, load, inspect, output } = instance.exports;
const write = (bytes) => new Uint8Array(mem.buffer).set(bytes, input(bytes.length));
const read = (n) => new TextDecoder().decode(new Uint8Array(mem.buffer, output(), n));

const data = readFileSync(bundle);
write(data);
const wrong = load(data.length);
if (wrong) throw new Error(read(wrong));
const result = { start: performance.now() - began, loaded: mem.buffer.byteLength, requests: [] };

for (const file of requests) {
  const request = readFileSync(file);
  const call = () => {
    new Uint8Array(mem.buffer).set(request, input(request.length));
    return inspect(request.length);
  };
  const report = JSON.parse(read(call()));
  if (report.error) throw new Error(report.error);
  const rounds = [];
  for (let round = 0; round < 200; round++) {
    const from = performance.now();
    for (let i = 0; i < 100; i++) call();
    rounds.push(((performance.now() - from) / 100) * 1000);
  }
  rounds.splice(0, 50); // while it warms
  rounds.sort((a, b) => a - b);
  result.requests.push({ file, bytes: request.length, report: read(call()).length, verdict: report.verdict, median: rounds[rounds.length >> 1], p95: rounds[Math.floor(rounds.length * 0.95)] });
}
for (let i = 0, request = readFileSync(requests[0]); i < 100000; i++) {
  new Uint8Array(mem.buffer).set(request, input(request.length));
  inspect(request.length);
}
result.after = mem.buffer.byteLength;
console.log(JSON.stringify(result));
process.exit(0);
