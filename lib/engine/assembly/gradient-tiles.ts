/**
 * Products of two rows of a layer's inputs with a panel of its gradient, summed over the samples: the inner loops of
 * `parameter-gradients.ts` and `wide-gradients.ts`.
 */

/** Bytes of five vectors: of the panel at each step, and of the sums of each row. */
export const TILE_BYTES: usize = 80;

/**
 * Products of the inputs `x` and `y` of four samples at a time with five units, in four classes of samples.
 *
 * @param panel `[bytes / 16][5]` vectors, a lane for each class
 * @param bytes of a row
 * @param out the sums of `x`, five vectors, then those of `y`; the first `vectors` of each are stored
 */
export function productTile(x: usize, y: usize, panel: usize, bytes: usize, out: usize, vectors: i32): void {
  addProducts(false, x, y, panel, bytes, out, vectors);
}

/**
 * Like `productTile`, of the inputs of one class of samples with twenty units, which are in the lanes.
 *
 * @param x the first sample of the class; the next ones are four samples apart
 */
export function wideTile(x: usize, y: usize, panel: usize, bytes: usize, out: usize, vectors: i32): void {
  addProducts(true, x, y, panel, bytes, out, vectors);
}

// @ts-ignore: decorator
@inline
function addProducts(
  isWide: bool,
  x: usize,
  y: usize,
  panel: usize,
  bytes: usize,
  out: usize,
  vectors: i32,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let b4 = a0;
  const end = x + bytes - 16;
  // The addresses advance first, as in `sumTile`.
  x -= 16;
  y -= 16;
  panel -= TILE_BYTES;
  while (x != end) {
    x += 16;
    y += 16;
    panel += TILE_BYTES;
    const p = isWide ? v128.load32_splat(x) : v128.load(x);
    const q = isWide ? v128.load32_splat(y) : v128.load(y);
    let g = v128.load(panel);
    a0 = f32x4.add(a0, f32x4.mul(p, g));
    b0 = f32x4.add(b0, f32x4.mul(q, g));
    g = v128.load(panel, 16);
    a1 = f32x4.add(a1, f32x4.mul(p, g));
    b1 = f32x4.add(b1, f32x4.mul(q, g));
    g = v128.load(panel, 32);
    a2 = f32x4.add(a2, f32x4.mul(p, g));
    b2 = f32x4.add(b2, f32x4.mul(q, g));
    g = v128.load(panel, 48);
    a3 = f32x4.add(a3, f32x4.mul(p, g));
    b3 = f32x4.add(b3, f32x4.mul(q, g));
    g = v128.load(panel, 64);
    a4 = f32x4.add(a4, f32x4.mul(p, g));
    b4 = f32x4.add(b4, f32x4.mul(q, g));
  }
  // As in `sumTile`: with these exits V8 computes in the order of the source, and all sums stay in registers.
  v128.store(out, a0);
  v128.store(out, b0, 80);
  if (vectors < 2) return;
  v128.store(out, a1, 16);
  v128.store(out, b1, 96);
  if (vectors < 3) return;
  v128.store(out, a2, 32);
  v128.store(out, b2, 112);
  if (vectors < 4) return;
  v128.store(out, a3, 48);
  v128.store(out, b3, 128);
  if (vectors < 5) return;
  v128.store(out, a4, 64);
  v128.store(out, b4, 144);
}
