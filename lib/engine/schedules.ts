import { exp, log, sinCos } from "./math.ts";

/** Keras' learning-rate schedules, with its words. */
export type Schedule =
  | {
      readonly kind: "exponentialDecay" | "inverseTimeDecay";
      readonly initialLearningRate: number;
      readonly decaySteps: number;
      readonly decayRate: number;
      readonly staircase: boolean;
    }
  | {
      readonly kind: "piecewiseConstantDecay";
      readonly boundaries: readonly number[];
      readonly values: readonly number[];
    }
  | {
      readonly kind: "polynomialDecay";
      readonly initialLearningRate: number;
      readonly decaySteps: number;
      readonly endLearningRate: number;
      readonly power: number;
      readonly cycle: boolean;
    }
  | {
      readonly kind: "cosineDecay";
      readonly initialLearningRate: number;
      readonly decaySteps: number;
      readonly alpha: number;
      /** Default: no warm-up. */
      readonly warmupTarget?: number | null;
      readonly warmupSteps?: number;
    }
  | {
      readonly kind: "cosineDecayRestarts";
      readonly initialLearningRate: number;
      readonly firstDecaySteps: number;
      readonly tMul: number;
      readonly mMul: number;
      readonly alpha: number;
    };

/** The learning rate by the number of updates before. The powers and cosines are the engine's own. */
export function scheduleOf(schedule: Schedule): (iterations: number) => number {
  switch (schedule.kind) {
    case "exponentialDecay":
    case "inverseTimeDecay": {
      const { initialLearningRate, decaySteps, decayRate, staircase } = schedule;
      return (step) => {
        const periods = staircase ? Math.floor(step / decaySteps) : step / decaySteps;
        if (schedule.kind === "inverseTimeDecay") return initialLearningRate / (1 + decayRate * periods);
        return initialLearningRate * power(decayRate, periods);
      };
    }
    case "piecewiseConstantDecay": {
      const { boundaries, values } = schedule;
      return (step) => {
        const index = boundaries.findIndex((boundary) => step <= boundary);
        return values[index === -1 ? values.length - 1 : index];
      };
    }
    case "polynomialDecay": {
      const { initialLearningRate: from, endLearningRate: to, decaySteps, power: exponent, cycle } = schedule;
      return (step) => {
        const steps = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
        const rest = 1 - (cycle ? step : Math.min(step, decaySteps)) / steps;
        return (from - to) * power(rest, exponent) + to;
      };
    }
    case "cosineDecay": {
      const { initialLearningRate, decaySteps, alpha, warmupTarget = null, warmupSteps = 0 } = schedule;
      return (step) => {
        if (warmupTarget !== null && step < warmupSteps) {
          return initialLearningRate + ((warmupTarget - initialLearningRate) * step) / warmupSteps;
        }
        const done = Math.min(warmupTarget === null ? step : step - warmupSteps, decaySteps) / decaySteps;
        return (warmupTarget ?? initialLearningRate) * ((1 - alpha) * halfCosine(done) + alpha);
      };
    }
    case "cosineDecayRestarts": {
      const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = schedule;
      return (step) => {
        let length = firstDecaySteps;
        let height = 1;
        let left = step;
        while (left >= length) {
          left -= length;
          length *= tMul;
          height *= mMul;
        }
        return initialLearningRate * ((1 - alpha) * height * halfCosine(left / length) + alpha);
      };
    }
  }
}

/** (1 + cos πx) / 2. */
function halfCosine(x: number): number {
  return (1 + sinCos(Math.PI * x)[1]) / 2;
}

/** base^exponent for a base from 0 on. */
function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  return base === 0 ? 0 : exp(exponent * log(base));
}
