import { type Schedule, scheduleOf } from "../../../engine";
import { ValueError } from "../../../errors";
import { PythonObject } from "../../python-object";

/** The step size of each update. Extend it for one of your own. */
export abstract class LearningRateSchedule extends PythonObject {
  protected get pythonClass(): string {
    return `tensorflow.python.keras.optimizer_v2.learning_rate_schedule.${this.constructor.name}`;
  }

  /** @param step updates made before this one */
  abstract call(step: number): number;
}

/** One of Keras' schedules, which the engine knows. */
export abstract class KerasSchedule extends LearningRateSchedule {
  private readonly rate: (step: number) => number;

  constructor(readonly plan: Schedule) {
    super();
    this.rate = scheduleOf(plan);
  }

  call(step: number): number {
    return this.rate(step);
  }
}

/** @throws ValueError unless every number is finite and at least 0, and those of `steps` are above 0 */
export function checkSchedule(numbers: Record<string, number>, steps: Record<string, number> = {}): void {
  for (const [name, value] of Object.entries({ ...numbers, ...steps })) {
    if (Number.isFinite(value) && value >= 0 && !(name in steps && value === 0)) continue;
    const what =
      name in steps
        ? `Argument \`${name}\` must be > 0.`
        : `Expected \`${name}\` to be a finite number from 0.`;
    throw new ValueError(`${what} Received: ${name}=${value}`);
  }
}
