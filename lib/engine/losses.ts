import { exp } from "./math/exp";
import { log } from "./math/log";
import type { LossPlan } from "./plan";

/**
 * A loss of one sample: its value, and ∂value/∂output written to `gradient`. The sample's outputs start at `at` and
 * are `units` long; its targets start at `yAt`.
 */
export type Loss = (
  outputs: Float32Array,
  at: number,
  units: number,
  y: Float32Array,
  yAt: number,
  gradient: Float32Array,
) => number;

/** Keras' formulas on TensorFlow; `logits`: the outputs are taken before the last sigmoid or softmax. */
export function lossOf({ kind }: LossPlan, logits: boolean): Loss {
  switch (kind) {
    case "binaryCrossentropy":
      return logits ? sigmoidCrossentropy : binaryCrossentropy;
    case "categoricalCrossentropy":
      return logits ? softmaxCrossentropy : categoricalCrossentropy;
    case "sparseCategoricalCrossentropy":
      return logits ? sparseSoftmaxCrossentropy : sparseCategoricalCrossentropy;
    case "meanSquaredError":
      return meanSquaredError;
  }
}

/** Numbers of `y` that belong to a sample. */
export function targetsPerSample({ kind }: LossPlan, units: number): number {
  return kind === "sparseCategoricalCrossentropy" ? 1 : units;
}

const meanSquaredError: Loss = (outputs, at, units, y, yAt, gradient) => {
  let sum = 0;
  for (let i = 0; i < units; i++) {
    const difference = outputs[at + i] - y[yAt + i];
    sum += difference * difference;
    gradient[at + i] = (2 * difference) / units;
  }
  return sum / units;
};

/** max(z, 0) − z·y + ln(1 + e^−|z|), whose slope is sigmoid(z) − y: nothing overflows, nothing is clipped. */
const sigmoidCrossentropy: Loss = (outputs, at, units, y, yAt, gradient) => {
  let sum = 0;
  for (let i = 0; i < units; i++) {
    const z = outputs[at + i];
    const target = y[yAt + i];
    const e = exp(-Math.abs(z));
    sum += Math.max(z, 0) - z * target + log(1 + e);
    gradient[at + i] = ((z < 0 ? e : 1) / (1 + e) - target) / units;
  }
  return sum / units;
};

/** Of probabilities, kept within [ε, 1 − ε]; outside nothing flows back. */
const binaryCrossentropy: Loss = (outputs, at, units, y, yAt, gradient) => {
  let sum = 0;
  for (let i = 0; i < units; i++) {
    const p = clip(outputs[at + i]);
    const target = y[yAt + i];
    sum -= target * log(p) + (1 - target) * log(1 - p);
    gradient[at + i] = isClipped(outputs[at + i]) ? 0 : ((1 - target) / (1 - p) - target / p) / units;
  }
  return sum / units;
};

/** Σ y · (ln Σe^z − z), whose slope is softmax(z)·Σy − y. */
const softmaxCrossentropy: Loss = (outputs, at, units, y, yAt, gradient) => {
  const logSum = logSumExp(outputs, at, units);
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < units; i++) {
    sum += y[yAt + i] * (logSum - outputs[at + i]);
    mass += y[yAt + i];
  }
  for (let i = 0; i < units; i++) gradient[at + i] = exp(outputs[at + i] - logSum) * mass - y[yAt + i];
  return sum;
};

const sparseSoftmaxCrossentropy: Loss = (outputs, at, units, y, yAt, gradient) => {
  const logSum = logSumExp(outputs, at, units);
  const label = y[yAt];
  for (let i = 0; i < units; i++) gradient[at + i] = exp(outputs[at + i] - logSum) - (i === label ? 1 : 0);
  return logSum - outputs[at + label];
};

/** Of probabilities q = p / Σp, kept within [ε, 1 − ε]: −Σ y · ln q. */
const categoricalCrossentropy: Loss = (outputs, at, units, y, yAt, gradient) => {
  let mass = 0;
  for (let i = 0; i < units; i++) mass += outputs[at + i];
  let sum = 0;
  let dot = 0;
  for (let i = 0; i < units; i++) {
    const q = Math.fround(outputs[at + i] / mass);
    const slope = isClipped(q) ? 0 : -y[yAt + i] / q;
    sum -= y[yAt + i] * log(clip(q));
    dot += slope * q;
    gradient[at + i] = slope;
  }
  for (let i = 0; i < units; i++) gradient[at + i] = (gradient[at + i] - dot) / mass;
  return sum;
};

/** TensorFlow's way for labels: the logarithms of the clipped probabilities are taken as logits. */
const sparseCategoricalCrossentropy: Loss = (outputs, at, units, y, yAt, gradient) => {
  const logs = Float32Array.from({ length: units }, (_, i) => log(clip(outputs[at + i])));
  const slopes = new Float32Array(units);
  const value = sparseSoftmaxCrossentropy(logs, 0, units, y, yAt, slopes);
  for (let i = 0; i < units; i++) {
    gradient[at + i] = isClipped(outputs[at + i]) ? 0 : slopes[i] / outputs[at + i];
  }
  return value;
};

function logSumExp(z: Float32Array, at: number, units: number): number {
  let largest = z[at];
  for (let i = 1; i < units; i++) if (z[at + i] > largest) largest = z[at + i];
  let sum = 0;
  for (let i = 0; i < units; i++) sum += exp(z[at + i] - largest);
  return largest + log(sum);
}

/** Keras' `epsilon()`. */
const EPSILON = Math.fround(1e-7);
const ONE_MINUS_EPSILON = Math.fround(1 - 1e-7);

function clip(p: number): number {
  return Math.min(Math.max(p, EPSILON), ONE_MINUS_EPSILON);
}

function isClipped(p: number): boolean {
  return p < EPSILON || p > ONE_MINUS_EPSILON;
}
