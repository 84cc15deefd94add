import { pow4 } from "../functions";
import { add, mul, splat, sumOfSquares } from "../lanes";
import { Optimizer, Variable } from "../records";
import { endOf, scratch, shareEnd, shareStart, startOf, sync, thread } from "../thread";

const ONE: f32 = 1;
const SUMS = scratch + 64;

/**
 * v = β2·v + (1 − β2)·(g² + ε1), u = g / √v, w −= α·u / max(1, rms(u) / d), where β2 = 1 − t^decay and α = max(ε2, rms(w))·min(lr,
 * 1/√t). For a kernel only means of v are stored, r of its rows and c of its columns: v = r·cᵀ / mean(r).
 */
export function adafactor(o: Optimizer, variable: Variable): void {
  const gradients = o.size;
  const velocities = o.size * 2;
  const beta2 = ONE - f32x4.extract_lane(pow4(splat(<f32>o.step), o.beta2Decay), 0);
  const count = <f32>(variable.bytes >> 2);
  const end = endOf(variable);
  if (thread == 0) o.weightSquare = sumOfSquares(variable.address, variable.bytes);
  // The update u replaces the gradient.
  if (variable.rows > 0) factoredUpdate(o, variable, beta2);
  else {
    for (let p = startOf(variable); p < end; p += 4) {
      const g = f32.load(p + gradients);
      const v = beta2 * f32.load(p + velocities) + (ONE - beta2) * (g * g + o.epsilon1);
      f32.store(p + velocities, v);
      f32.store(p + gradients, g / sqrt(v));
    }
  }
  sync();
  if (thread == 0) o.gradientSquare = sumOfSquares(variable.address + gradients, variable.bytes);
  sync();
  const inverseRoot = ONE / sqrt(<f32>o.step);
  const rate = o.relativeStep ? min(o.learningRate, inverseRoot) : o.learningRate;
  const alpha = max(o.epsilon2, sqrt(o.weightSquare / count)) * min(rate, inverseRoot);
  const large = max(ONE, sqrt(o.gradientSquare / count) / o.clipThreshold);
  for (let p = startOf(variable); p < end; p += 4) {
    f32.store(p, f32.load(p) - alpha * (f32.load(p + gradients) / large));
  }
}

/** The update of a kernel, from means of its rows and columns. */
function factoredUpdate(o: Optimizer, variable: Variable, beta2: f32): void {
  const columns = variable.columns;
  const ofRows = variable.factors;
  const ofColumns = ofRows + (<usize>variable.rows << 2);
  if (thread == 0) rowMeans(o, variable, beta2);
  columnMeans(o, variable, beta2, ofColumns);
  sync();
  const end = shareEnd(variable.rows, 4);
  for (let row = shareStart(variable.rows, 4); row < end; row++) {
    const share = f32.load(ofRows + (<usize>row << 2)) / o.norm;
    const line = variable.address + (<usize>(row * columns) << 2);
    for (let at: usize = 0; at < <usize>columns << 2; at += 4) {
      const v = share * f32.load(ofColumns + at);
      const g = line + at + o.size;
      f32.store(g + o.size, v);
      f32.store(g, f32.load(g) / sqrt(v));
    }
  }
}

/** r, and its mean. */
function rowMeans(o: Optimizer, variable: Variable, beta2: f32): void {
  const bytes = <usize>variable.columns << 2;
  let p = variable.address + o.size;
  let sumOfRows: f32 = 0;
  for (let row = 0; row < variable.rows; row++) {
    let sum: f32 = 0;
    for (const end = p + bytes; p < end; p += 4) {
      const g = f32.load(p);
      sum += g * g + o.epsilon1;
    }
    const at = variable.factors + (<usize>row << 2);
    const r = beta2 * f32.load(at) + (ONE - beta2) * (sum / <f32>variable.columns);
    f32.store(at, r);
    sumOfRows += r;
  }
  o.norm = sumOfRows / <f32>variable.rows;
}

/** c, of this thread's share of the columns. */
function columnMeans(o: Optimizer, variable: Variable, beta2: f32, means: usize): void {
  const rows = variable.rows;
  const columns = variable.columns;
  const end = shareEnd(columns, 4);
  for (let column = shareStart(columns, 4); column < end; column += 4) {
    // The last four may reach into the next row, and are not stored.
    let sums = splat(0);
    for (let row = 0; row < rows; row++) {
      const g = v128.load(variable.address + o.size + (<usize>(row * columns + column) << 2));
      sums = add(sums, add(mul(g, g), splat(o.epsilon1)));
    }
    v128.store(SUMS, sums);
    for (let one = 0; one < min(4, end - column); one++) {
      const at = means + (<usize>(column + one) << 2);
      f32.store(at, beta2 * f32.load(at) + (ONE - beta2) * (f32.load(SUMS + (<usize>one << 2)) / <f32>rows));
    }
  }
}
