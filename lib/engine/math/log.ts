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

const double = new Float64Array(1);
/** The same eight bytes; the upper word holds sign and exponent on every machine that Node runs on (little-endian). */
const words = new Uint32Array(double.buffer);
