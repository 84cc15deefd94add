/**
 * The float32 logarithm as the C library under TensorFlow computes it, to its last bit, which is not always the nearest
 * float32 (errors up to 0.8 ulp): the random draws are to be TensorFlow's.
 *
 * x = 2^k · z, ln x = k·ln 2 + ln c + ln(z / c), with c the middle of one of 16 intervals and a cubic for the rest.
 * Algorithm and constants are those of `logf` in Arm's Optimized Routines and glibc (MIT, see NOTICE).
 */
export function logFloat32(x: number): number {
  float[0] = x;
  const above = (bits[0] - OFFSET) | 0;
  const [inverse, logarithm] = INTERVALS[(above >>> 19) & 15];
  bits[0] -= above & 0xff800000;
  const r = float[0] * inverse - 1;
  const base = logarithm + (above >> 23) * Math.LN2;
  const square = r * r;
  const tail = -0.25089342214237154 * square + (0.333456765744066 * r - 0.4999997485802103);
  return Math.fround(tail * square + (base + r));
}

/**
 * The float32 sine and cosine of 0 ≤ x ≤ 2π as the C library under TensorFlow computes them, to the last bit.
 *
 * x = n·π/2 + r with |r| ≤ π/4, a polynomial of r for each, then exchanged and turned by the quadrant n. Algorithm and
 * constants are those of `sincosf` in Arm's Optimized Routines and glibc (MIT, see NOTICE).
 */
export function sinCosFloat32(x: number): [sin: number, cos: number] {
  const n = (Math.trunc(x * QUADRANTS) + 0x800000) >> 24;
  const r = x - n * (Math.PI / 2);
  const square = r * r;
  const cube = square * r;
  const sin =
    r +
    cube * -0.16666654943701084 +
    cube * square * (0.008332178146138854 + square * -0.00019517298981385725);
  const fourth = square * square;
  const cos =
    1 +
    square * -0.49999999725108224 +
    fourth * 0.041666623324344516 +
    fourth * square * (-0.001388676379437604 + square * 2.4390450703564542e-5);
  const [s, c] = [Math.fround(sin), Math.fround(cos)];
  switch (n & 3) {
    case 0:
      return [s, c];
    case 1:
      return [c, -s];
    case 2:
      return [-s, -c];
    default:
      return [-c, s];
  }
}

const OFFSET = 0x3f330000;
/** 1 / c and ln c of each interval. */
const INTERVALS: readonly (readonly [number, number])[] = [
  [1.398907162146528, -0.33569133332882284],
  [1.3403141896637998, -0.2929040563774074],
  [1.286432210124115, -0.2518726580937369],
  [1.2367150214269895, -0.21245868807117255],
  [1.1906977166711752, -0.17453945183745634],
  [1.1479821020556429, -0.1380057072319758],
  [1.1082251448272158, -0.10275976698545139],
  [1.0711297413057381, -0.06871392447020525],
  [1.036437278977283, -0.0357891387398228],
  [1, 0],
  [0.9492859795739057, 0.05204517742929496],
  [0.8951049428609004, 0.11081431298787942],
  [0.8476821620351103, 0.1652495223695143],
  [0.8050314851692001, 0.21687389031699977],
  [0.7664671008843108, 0.2659635028121397],
  [0.731428603316328, 0.3127556664073557],
];
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** 2^24 · 2/π: the quadrant is what is left of the point. */
const QUADRANTS = 10680707.430881744;
