/**
 * e^x with only + − × and powers of two, which are exact alike on every machine (`Math.exp` is not: each browser
 * engine and processor may round it its own way). In float64, to about 1e-15.
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
  words[1] = (k + 1023) << 20;
  return sum * powerOfTwo[0];
}

const { LOG2E } = Math;
/** ln 2 in two parts: the first has trailing zeros, so that k · LN_2_HIGH is exact. */
const LN_2_HIGH = 6.931471803691238e-1;
const LN_2_LOW = 1.9082149292705877e-10;
const powerOfTwo = new Float64Array(1);
const words = new Uint32Array(powerOfTwo.buffer);
