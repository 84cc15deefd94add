/** True if `count` float32 values are finite numbers. The product of any other value with 0 is NaN. */
export function areFinite(values: usize, count: i32): bool {
  const end = values + (<usize>count << 2);
  const zero = f32x4.splat(0);
  for (; values + 64 <= end; values += 64) {
    const first = f32x4.add(f32x4.mul(v128.load(values), zero), f32x4.mul(v128.load(values, 16), zero));
    const second = f32x4.add(f32x4.mul(v128.load(values, 32), zero), f32x4.mul(v128.load(values, 48), zero));
    const sum = f32x4.add(first, second);
    if (v128.any_true(f32x4.ne(sum, sum))) return false;
  }
  for (; values < end; values += 4) if (!isFinite(f32.load(values))) return false;
  return true;
}
