import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../lib/setup/paths.mjs";
import { StandardScaler } from "../../../lib/sklearn/preprocessing/index.ts";

/** Made data: the label says which of the first so many features is the largest. */
const made: Record<string, { samples: number; features: number; classes: number }> = {
  many: { samples: 100_000, features: 30, classes: 2 },
  wide: { samples: 2_560, features: 784, classes: 10 },
};

export const samplesOf = (name: string): number => (made[name] ?? matrices).samples;

/** 2 × 2 matrices and their exponentials: the published example of SimpleChains.jl. */
const matrices = { samples: 200_000, features: 4 };

/** Writes the data sets into the folder, as raw float32: `NAME.x` and `NAME.y`, row by row. */
export function writeData(folder: string): void {
  const write = (name: string, x: ArrayLike<number>, y: ArrayLike<number>) => {
    writeFileSync(join(folder, `${name}.x`), Float32Array.from(x));
    writeFileSync(join(folder, `${name}.y`), Float32Array.from(y));
  };
  const { x, y } = breastCancer();
  write("breast_cancer", x, y);
  for (const [name, { samples, features, classes }] of Object.entries(made)) {
    const x = noise(samples * features);
    const y = Array.from({ length: samples }, (_, i) => {
      const first = x.subarray(i * features, i * features + classes);
      return first.indexOf(Math.max(...first));
    });
    write(name, x, y);
  }
  const inputs = noise(matrices.samples * matrices.features);
  write("matrices", inputs, exponentials(inputs));
}

/** The exponentials of 2 × 2 matrices, by their power series. */
function exponentials(x: Float32Array): Float32Array {
  const result = new Float32Array(x.length);
  for (let at = 0; at < x.length; at += 4) {
    const [a, b, c, d] = x.subarray(at, at + 4);
    let sum = [1, 0, 0, 1];
    let term = sum;
    for (let n = 1; n < 15; n++) {
      const [p, q, r, s] = term;
      term = [p * a + q * c, p * b + q * d, r * a + s * c, r * b + s * d].map((value) => value / n);
      sum = sum.map((value, i) => value + term[i]);
    }
    result.set(sum, at);
  }
  return result;
}

/** Standardized, as the exercise has it. */
function breastCancer() {
  const [, ...lines] = readFileSync(join(root, "datasets/breast_cancer.csv"), "utf8").trim().split("\n");
  const rows = lines.map((line) => line.split(",").map(Number));
  const data = rows.map((row) => row.slice(0, -1));
  return {
    x: new StandardScaler().fitTransform(data).dataSync(),
    y: rows.map((row) => row.at(-1) as number),
  };
}

/** The same numbers in every run, between -1 and 1 (Knuth's linear congruential generator). */
function noise(length: number): Float32Array {
  let state = 1;
  return new Float32Array(length).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A data set as a program of the bench reads it, row by row; `y` is a label per row, or the targets of a regression. */
export function readData(folder: string, name: string): { x: Float32Array; y: Float32Array } {
  const floats = (file: string) => new Float32Array(new Uint8Array(readFileSync(join(folder, file))).buffer);
  return { x: floats(`${name}.x`), y: floats(`${name}.y`) };
}
