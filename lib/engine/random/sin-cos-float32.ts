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

/** 2^24 · 2/π: the quadrant is what is left of the point. */
const QUADRANTS = 10680707.430881744;
