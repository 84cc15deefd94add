/**
 * Keras' optimizers that treat each parameter alike: four parameters at a time, each operation rounded to float32 as
 * Keras rounds it, and in its order. Gradients lie one block behind the parameters, moments the blocks after that.
 */
import { pow4, power } from "./functions";
import { add, div, mul, sub } from "./lanes";
import { Optimizer } from "./records";
import { Rule } from "./rules";

/** Keras' Adam's step size: lr · √(1 − b2^t) / (1 − b1^t). */
export function adamStep(rate: f32, beta1: f32, beta2: f32, step: i32): f32 {
  const one: f32 = 1;
  return (rate * sqrt(one - power(beta2, step))) / (one - power(beta1, step));
}

/** The rule on the parameters from `p` up to `end`; `o.step` is 1 in the first update. */
export function update(o: Optimizer, p: usize, end: usize): void {
  const size = o.size;
  const rate = o.learningRate;
  switch (o.kind) {
    case Rule.sgd:
      if (o.a == 0) sgd(p, end, size, rate);
      else momentum(p, end, size, rate, o.a, o.flag);
      return;
    case Rule.rmsprop:
      rmsprop(o, p, end);
      return;
    case Rule.adagrad:
      adagrad(p, end, size, rate, o.b);
      return;
    case Rule.adadelta:
      adadelta(p, end, size, rate, o.a, o.b, o.c);
      return;
    case Rule.adam:
      adam(p, end, size, adamStep(rate, o.a, o.b, o.step), o.c, o.d, o.e, o.flag);
      return;
    case Rule.adamax:
      adamax(o, p, end);
      return;
    case Rule.nadam:
      nadam(o, p, end);
      return;
    case Rule.ftrl:
      ftrl(o, p, end);
      return;
    case Rule.lion:
      lion(o, p, end);
      return;
    case Rule.scheduleFreeAdamW:
      scheduleFreeAdamW(o, p, end);
      return;
  }
}

function sgd(p: usize, end: usize, size: usize, rate: f32): void {
  const lr = f32x4.splat(rate);
  for (; p < end; p += 16) v128.store(p, sub(v128.load(p), mul(v128.load(p + size), lr)));
}

function momentum(p: usize, end: usize, size: usize, rate: f32, a: f32, nesterov: i32): void {
  const lr = f32x4.splat(rate);
  const keep = f32x4.splat(a);
  for (; p < end; p += 16) {
    const step = mul(v128.load(p + size), lr);
    const m = sub(mul(v128.load(p + 2 * size), keep), step);
    v128.store(p + 2 * size, m);
    v128.store(p, add(v128.load(p), nesterov ? sub(mul(m, keep), step) : m));
  }
}

/** c: 1 − beta1, d: 1 − beta2, e: epsilon; with amsgrad the largest velocity so far counts. */
export function adam(p: usize, end: usize, size: usize, alpha: f32, c: f32, d: f32, e: f32, amsgrad: i32): void {
  const step = f32x4.splat(alpha);
  const rest1 = f32x4.splat(c);
  const rest2 = f32x4.splat(d);
  const epsilon = f32x4.splat(e);
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    let m = v128.load(p + 2 * size);
    let v = v128.load(p + 3 * size);
    m = add(m, mul(sub(g, m), rest1));
    v = add(v, mul(sub(mul(g, g), v), rest2));
    v128.store(p + 2 * size, m);
    v128.store(p + 3 * size, v);
    if (amsgrad) {
      v = f32x4.max(v128.load(p + 4 * size), v);
      v128.store(p + 4 * size, v);
    }
    v128.store(p, sub(v128.load(p), div(mul(m, step), add(f32x4.sqrt(v), epsilon))));
  }
}

/** a: rho, b: 1 − rho, c: momentum, d: epsilon, flag: centered. Blocks: velocity, momentum, average gradient. */
function rmsprop(o: Optimizer, p: usize, end: usize): void {
  const size = o.size;
  const lr = f32x4.splat(o.learningRate);
  const rho = f32x4.splat(o.a);
  const rest = f32x4.splat(o.b);
  const keep = f32x4.splat(o.c);
  const epsilon = f32x4.splat(o.d);
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    const v = add(mul(rho, v128.load(p + 2 * size)), mul(rest, mul(g, g)));
    v128.store(p + 2 * size, v);
    let denominator = v;
    if (o.flag) {
      const average = add(mul(rho, v128.load(p + 4 * size)), mul(rest, g));
      v128.store(p + 4 * size, average);
      denominator = sub(v, mul(average, average));
    }
    let step = div(mul(lr, g), f32x4.sqrt(add(denominator, epsilon)));
    if (o.c > 0) {
      step = add(mul(keep, v128.load(p + 3 * size)), step);
      v128.store(p + 3 * size, step);
    }
    v128.store(p, sub(v128.load(p), step));
  }
}

function adagrad(p: usize, end: usize, size: usize, rate: f32, b: f32): void {
  const lr = f32x4.splat(rate);
  const epsilon = f32x4.splat(b);
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    const sum = add(v128.load(p + 2 * size), mul(g, g));
    v128.store(p + 2 * size, sum);
    v128.store(p, sub(v128.load(p), div(mul(lr, g), f32x4.sqrt(add(sum, epsilon)))));
  }
}

/** a: rho, b: epsilon, c: 1 − rho. Blocks: accumulated gradient, accumulated change. */
function adadelta(p: usize, end: usize, size: usize, rate: f32, a: f32, b: f32, c: f32): void {
  const lr = f32x4.splat(rate);
  const rho = f32x4.splat(a);
  const rest = f32x4.splat(c);
  const epsilon = f32x4.splat(b);
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    const gradients = add(mul(rho, v128.load(p + 2 * size)), mul(rest, mul(g, g)));
    const changes = v128.load(p + 3 * size);
    const root = f32x4.sqrt(add(changes, epsilon));
    const change = f32x4.neg(div(mul(root, g), f32x4.sqrt(add(gradients, epsilon))));
    v128.store(p + 2 * size, gradients);
    v128.store(p + 3 * size, add(mul(rho, changes), mul(rest, mul(change, change))));
    v128.store(p, add(v128.load(p), mul(lr, change)));
  }
}

/** a: beta1, b: beta2, c: 1 − beta1, e: epsilon. Blocks: momentum, norm. */
function adamax(o: Optimizer, p: usize, end: usize): void {
  const size = o.size;
  const lr = f32x4.splat(o.learningRate);
  const one: f32 = 1;
  const correction = f32x4.splat(one - power(o.a, o.step));
  const beta2 = f32x4.splat(o.b);
  const rest1 = f32x4.splat(o.c);
  const epsilon = f32x4.splat(o.e);
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    let m = v128.load(p + 2 * size);
    m = add(m, mul(sub(g, m), rest1));
    const u = f32x4.max(mul(beta2, v128.load(p + 3 * size)), f32x4.abs(g));
    v128.store(p + 2 * size, m);
    v128.store(p + 3 * size, u);
    v128.store(p, sub(v128.load(p), div(mul(lr, m), mul(correction, add(u, epsilon)))));
  }
}

/** Letters as Adam's. */
function nadam(o: Optimizer, p: usize, end: usize): void {
  const size = o.size;
  const one: f32 = 1;
  const half: f32 = 0.5;
  const now = o.a * (one - half * power(0.96, o.step));
  const next = o.a * (one - half * power(0.96, o.step + 1));
  const product = o.product;
  const lr = f32x4.splat(o.learningRate);
  const rest1 = f32x4.splat(one - o.a);
  const rest2 = f32x4.splat(one - o.b);
  const epsilon = f32x4.splat(o.e);
  const nextWeight = f32x4.splat(next);
  const nextRest = f32x4.splat(one - product * next);
  const nowWeight = f32x4.splat(one - now);
  const nowRest = f32x4.splat(one - product);
  const correction = f32x4.splat(one - power(o.b, o.step));
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    let m = v128.load(p + 2 * size);
    let v = v128.load(p + 3 * size);
    m = add(m, mul(sub(g, m), rest1));
    v = add(v, mul(sub(mul(g, g), v), rest2));
    v128.store(p + 2 * size, m);
    v128.store(p + 3 * size, v);
    const ahead = add(div(mul(nextWeight, m), nextRest), div(mul(nowWeight, g), nowRest));
    const root = add(f32x4.sqrt(div(v, correction)), epsilon);
    v128.store(p, sub(v128.load(p), div(mul(ahead, lr), root)));
  }
}

/** a: minus the rate's power, b: l1, c: l2, d: l2 shrinkage, e: beta. Blocks: accumulator, linear. */
function ftrl(o: Optimizer, p: usize, end: usize): void {
  const size = o.size;
  const lr = f32x4.splat(o.learningRate);
  const l1 = f32x4.splat(o.b);
  const l2 = o.c + o.e / (2 * o.learningRate);
  const twice = f32x4.splat(2 * l2);
  const shrinkage = f32x4.splat(2 * o.d);
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    const w = v128.load(p);
    const before = v128.load(p + 2 * size);
    const after = add(before, mul(g, g));
    const powered = pow4(after, o.a);
    const change = div(sub(powered, pow4(before, o.a)), lr);
    let linear = v128.load(p + 3 * size);
    linear = add(linear, sub(add(g, mul(shrinkage, w)), mul(change, w)));
    const quadratic = add(div(powered, lr), twice);
    const bounded = f32x4.min(f32x4.max(linear, f32x4.neg(l1)), l1);
    v128.store(p, div(sub(bounded, linear), quadratic));
    v128.store(p + 2 * size, after);
    v128.store(p + 3 * size, linear);
  }
}

/** a: beta1, b: beta2. */
function lion(o: Optimizer, p: usize, end: usize): void {
  const size = o.size;
  const one: f32 = 1;
  const lr = f32x4.splat(o.learningRate);
  const beta1 = f32x4.splat(o.a);
  const beta2 = f32x4.splat(o.b);
  const rest1 = f32x4.splat(one - o.a);
  const rest2 = f32x4.splat(one - o.b);
  const zero = f32x4.splat(0);
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    const m = v128.load(p + 2 * size);
    const direction = add(mul(m, beta1), mul(g, rest1));
    const up = v128.and(lr, f32x4.gt(direction, zero));
    const down = v128.and(lr, f32x4.lt(direction, zero));
    v128.store(p, sub(v128.load(p), sub(up, down)));
    v128.store(p + 2 * size, add(mul(m, beta2), mul(g, rest2)));
  }
}

/**
 * a: beta1, b: beta2, c: warm-up steps, e: epsilon. Blocks: the steps themselves, z, and velocity. The weights lie between z
 * and x, the mean of all steps so far.
 */
function scheduleFreeAdamW(o: Optimizer, p: usize, end: usize): void {
  const size = o.size;
  const one: f32 = 1;
  const step = <f32>o.step;
  const lr = f32x4.splat(o.c > 0 ? o.learningRate * min(step / o.c, one) : o.learningRate);
  const correction = f32x4.splat(one - power(o.b, o.step));
  const beta1 = f32x4.splat(o.a);
  const rest1 = f32x4.splat(one - o.a);
  const rest2 = f32x4.splat(one - o.b);
  const epsilon = f32x4.splat(o.e);
  const share = f32x4.splat(one / step);
  const others = f32x4.splat(one - one / step);
  for (; p < end; p += 16) {
    const g = v128.load(p + size);
    const before = v128.load(p + 2 * size);
    let v = v128.load(p + 3 * size);
    v = add(v, mul(sub(mul(g, g), v), rest2));
    const z = sub(before, div(mul(lr, g), add(f32x4.sqrt(div(v, correction)), epsilon)));
    const x = add(mul(others, div(sub(v128.load(p), mul(rest1, before)), beta1)), mul(share, z));
    v128.store(p + 2 * size, z);
    v128.store(p + 3 * size, v);
    v128.store(p, add(mul(rest1, z), mul(beta1, x)));
  }
}
