/**
 * Keras' optimizers that treat each parameter alike, one file each: four parameters at a time, from `p` up to `end`, with Keras'
 * operations in its order, each rounded to float32. Gradients are one block after the parameters, moments in the blocks after that;
 * `o.step` is 1 in the first update.
 */
import { Optimizer } from "../records";
import { Rule } from "./kinds";
import { adadelta } from "./adadelta";
import { adagrad } from "./adagrad";
import { adam } from "./adam";
import { adamax } from "./adamax";
import { ftrl } from "./ftrl";
import { lion } from "./lion";
import { nadam } from "./nadam";
import { rmsprop } from "./rmsprop";
import { scheduleFreeAdamW } from "./schedule-free-adamw";
import { sgd, sgdMomentum } from "./sgd";

export function elementwise(o: Optimizer, p: usize, end: usize): void {
  switch (o.kind) {
    case Rule.sgd:
      return o.momentum == 0 ? sgd(o, p, end) : sgdMomentum(o, p, end);
    case Rule.rmsprop:
      return rmsprop(o, p, end);
    case Rule.adagrad:
      return adagrad(o, p, end);
    case Rule.adadelta:
      return adadelta(o, p, end);
    case Rule.adam:
      return adam(o, p, end);
    case Rule.adamax:
      return adamax(o, p, end);
    case Rule.nadam:
      return nadam(o, p, end);
    case Rule.ftrl:
      return ftrl(o, p, end);
    case Rule.lion:
      return lion(o, p, end);
    case Rule.scheduleFreeAdamW:
      return scheduleFreeAdamW(o, p, end);
  }
}
