import * as keras from "./lib/keras/index.ts";
import { KernelTrainer } from "./lib/engine/kernel-trainer.ts";
import { NDArray } from "./lib/ndarray.ts";
import { readFileSync } from "node:fs";
const b = readFileSync("/tmp/bc.bin"); const f = new Float32Array(new Uint8Array(b).buffer);
const x = new NDArray(f.slice(0, 569*30), [569, 30]);
const y = new NDArray(f.slice(569*30), [569]);
const model = new keras.Sequential([new keras.InputLayer({ inputShape: [30] }), new keras.Dense(10, { activation: "sigmoid" }), new keras.Dense(5, { activation: "sigmoid" }), new keras.Dense(1, { activation: "sigmoid" })]);
model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"], jitCompile: true });
const times = new Float64Array(400); let n = 0;
const starts = new Float64Array(400);
const P = KernelTrainer.prototype as any; const old = P.runTrain;
P.runTrain = function (a: any, b: any, c: any, d: any) { const t = performance.now(); const r = old.call(this, a, b, c, d); times[n] = performance.now() - t; starts[n++] = t; return r; };
await new Promise((r) => setTimeout(r, 50)); process.stdout.write("BEFORE\n");
for (let i = 0; i < 3; i++) {
n = 0;
const t = performance.now(); await model.fit(x, y, { epochs: 50, batchSize: 32, verbose: 0 }); const d = performance.now() - t;
const sum = times.subarray(0, n).reduce((a, b) => a + b, 0);
console.log("fit", d.toFixed(2), "calls", n, "wasm", sum.toFixed(2), "before first", (starts[0]-t).toFixed(2), "series(us)", [...times.subarray(0, n)].map((v) => (v*1000).toFixed(0)).join(" "));
}
