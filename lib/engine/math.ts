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
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return sum * double[0];
}

/**
 * The natural logarithm with only + − × ÷, alike on every machine, in float64 to about 1e-15; −∞ for 0, NaN below.
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
 * Sine and cosine with only + − ×, alike on every machine, to about 1e-15 for angles of a few turns: the angle's
 * distance from the nearest quarter turn, then the Taylor series.
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
