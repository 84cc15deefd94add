import { ValueError } from "../../../errors";
import { KerasSchedule } from "./learning-rate-schedule";

/** `values[0]` up to and with step `boundaries[0]`, then `values[1]` up to `boundaries[1]`, and so on. */
export class PiecewiseConstantDecay extends KerasSchedule {
  /** @throws ValueError unless there is one value more than boundaries */
  constructor(boundaries: readonly number[], values: readonly number[]) {
    if (boundaries.length !== values.length - 1) {
      throw new ValueError(
        "The length of boundaries should be 1 less than the length of values. " +
          `Received: boundaries=[${boundaries.join(", ")}] of length ${boundaries.length}, and ` +
          `values=[${values.join(", ")}] of length ${values.length}.`,
      );
    }
    super({ kind: "piecewiseConstantDecay", boundaries: [...boundaries], values: [...values] });
  }
}
