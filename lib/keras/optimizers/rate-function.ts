/** Learning rates that a function gives. */
import { ValueError } from "../../errors.ts";
import type { TensorLike } from "../../ndarray.ts";
import { customObject, type SerializedObject } from "../saving/config.ts";
import { namedFunction } from "../saving/functions.ts";
import { functionForm } from "../saving/keras3-form.ts";
import * as schedules from "./schedules.ts";

/** A step size: a number, a schedule, or a function without arguments that is called for each update. */
export type LearningRate = number | schedules.LearningRateSchedule | RateOfUpdate;

/** A function of a learning rate: a number, or a tensor of one. */
type RateOfUpdate = () => number | TensorLike;

/** A function as a schedule. Files hold its name. */
export class RateFunction extends schedules.LearningRateSchedule {
  constructor(readonly rate: RateOfUpdate) {
    super();
  }

  call(): number | TensorLike {
    return this.rate();
  }
}

/** A schedule or a function in Keras' form. */
export function serializeRate(schedule: schedules.LearningRateSchedule): SerializedObject {
  return schedule instanceof RateFunction ? functionForm(schedule.rate) : schedules.serialize(schedule);
}

/** @throws ValueError for an unknown class, and for a function that is not among the custom objects */
export function deserializeRate(form: SerializedObject): schedules.LearningRateSchedule {
  const name = namedFunction(form);
  if (name === undefined) return schedules.deserialize(form);
  const call = customObject(name);
  if (typeof call === "function") return new RateFunction(call as RateOfUpdate);
  throw new ValueError(
    `The learning rate is a function '${name}', which no file holds. Give it by name: \`customObjects: { ${name} }\`.`,
  );
}

/** Makes the optimizers within a configuration. `index.ts`, which knows all optimizers and so depends on them, sets it. */
export const innerOptimizers = { made: (config: object): object => config };
