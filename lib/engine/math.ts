/**
 * e^x in float64, to about 1e-15, with the same bits on every machine: it uses only + − × and powers of two. The result of
 * `Math.exp` depends on the JavaScript engine.
 *
 * x = k·ln 2 + r with |r| ≤ ln 2 / 2, then e^x = 2^k · e^r, e^r by its Taylor series.
 */
export function exp(x: number): number {
  if (!(x < 709.7)) return x >= 709.7 ? Infinity : NaN;
  if (x < -708) return 0;
  const k = Math.floor(x * LOG2E + 0.5);
  const r = x - k * LN_2_HIGH - k * LN_2_LOW;
  let sum = 1;
  for (let n = 13; n > 0; n--) sum = 1 + (sum * r) / n;
  // 2^k by its bits: the exponent is the upper part of a float64.
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return sum * double[0];
}

/**
 * The natural logarithm in float64, to about 1e-15, with the same bits on every machine: it uses only + − × ÷. −∞ for 0, NaN
 * for negative numbers.
 *
 * x = 2^k · m with m between √½ and √2, then ln x = k·ln 2 + 2·artanh(s), s = (m − 1) / (m + 1), by its series.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  double[0] = x;
  let k = ((words[1] >>> 20) & 0x7ff) - 1023;
  if (k === -1023) return log(x * 2 ** 54) - 54 * Math.LN2; // subnormal
  words[1] = (words[1] & 0x000fffff) | 0x3ff00000;
  let m = double[0];
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 21; n > 0; n -= 2) sum = sum * square + 1 / n;
  return k * Math.LN2 + 2 * s * sum;
}

/**
 * Sine and cosine to about 1e-15 for angles of a few turns, with the same bits on every machine: the Taylor series of the distance
 * from the nearest quarter turn.
 */
export function sinCos(angle: number): [sine: number, cosine: number] {
  const quarter = Math.floor(angle / (Math.PI / 2) + 0.5);
  const r = angle - quarter * HALF_PI_HIGH - quarter * HALF_PI_LOW;
  const square = r * r;
  let sine = 1;
  for (let n = 20; n > 1; n -= 2) sine = 1 - (sine * square) / (n * (n + 1));
  sine *= r;
  let cosine = 1;
  for (let n = 20; n > 0; n -= 2) cosine = 1 - (cosine * square) / (n * (n - 1));
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

const { LOG2E } = Math;
/** ln 2 in two parts: the first has trailing zeros, so that k · LN_2_HIGH is exact. */
const LN_2_HIGH = 6.931471803691238e-1;
const LN_2_LOW = 1.9082149292705877e-10;
/** π/2 in two parts: the first has trailing zeros, so that a few times it is exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;
const double = new Float64Array(1);
/** The same eight bytes; the upper word holds sign and exponent on every machine that Node runs on (little-endian). */
const words = new Uint32Array(double.buffer);

/** Keras' learning rate schedules with their argument names. */
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

/** Returns the learning rate as a function of the number of updates so far, with the same bits on every machine. */
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
          // The lengths add up to less than `step`: Keras' formula has no value here.
          if (!(tMul > 0) || left - length === left) return Number.NaN;
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

/** base^exponent for base ≥ 0. */
function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  return base === 0 ? 0 : exp(exponent * log(base));
}
