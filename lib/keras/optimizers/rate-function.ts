/** Learning rates that a function gives. */
import { received, ValueError } from "../../errors.ts";
import type { TensorLike } from "../../ndarray.ts";
import { withoutTensors } from "../backend/eager.js";
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

/**
 * The learning rate of an update as a number.
 *
 * @throws ValueError if the schedule returned something else
 */
export function rateOf(schedule: schedules.LearningRateSchedule, step: number): number {
  return withoutTensors(() => {
    const rate = schedule.call(step);
    if (typeof rate === "number") return rate;
    const values = typeof rate?.dataSync === "function" ? rate.dataSync() : [];
    if (values.length === 1) return values[0];
    throw new ValueError(
      "The schedule or function given as `learningRate` should return a number, or a tensor of one number. " +
        `Received: ${values.length > 1 ? `a tensor of ${values.length} numbers` : received(rate)}, for step ${step}`,
    );
  });
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
