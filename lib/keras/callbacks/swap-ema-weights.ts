import { ValueError } from "../../errors.ts";
import { atLeisure } from "../trainers/batches.ts";
import { Callback } from "./callback.ts";

/**
 * Puts the moving average of the weights in the model's place while it is evaluated (also by the validation of `fit`) or
 * predicts, and the weights back after that. For an optimizer with `useEma: true`, or a `MultiOptimizer` of one.
 *
 * Porting note: Keras 3.15.1 leaves the averages in the model after `predict`.
 */
export class SwapEMAWeights extends Callback {
  private readonly swapOnEpoch: boolean;
  private isSwapped = false;

  /** @param options.swapOnEpoch swap at the end of each epoch already, and back at the next one's begin, so that callbacks after this one meet the averages too; default false */
  constructor({ swapOnEpoch = false }: { swapOnEpoch?: boolean } = {}) {
    super();
    this.swapOnEpoch = swapOnEpoch;
  }

  override async onEpochBegin(): Promise<void> {
    if (this.swapOnEpoch) await this.swap(false);
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    if (!this.swapOnEpoch) return;
    await this.swap(true);
    // The fit is about to end with the average, whose place the weights have now.
    if (epoch === this.params.epochs - 1) await atLeisure(this.average.restartAverage());
  }

  override onTestBegin(): Promise<void> {
    return this.swap(true);
  }

  override onTestEnd(): Promise<void> {
    return this.swap(false);
  }

  override onPredictBegin(): Promise<void> {
    return this.swap(true);
  }

  override onPredictEnd(): Promise<void> {
    return this.swap(false);
  }

  /** Lets the model have the averages, or its weights. */
  private async swap(toAverage: boolean): Promise<void> {
    if (this.isSwapped === toAverage) return;
    const swapping = this.average.swapAverage();
    this.isSwapped = toAverage;
    await atLeisure(swapping);
  }

  /** @throws ValueError for an optimizer that keeps no average */
  private get average() {
    const { movingAverage } = this.model.optimizer;
    if (movingAverage !== null) return movingAverage;
    if ("optimizers" in this.model.optimizer) {
      throw new ValueError(
        "SwapEMAWeights must be used when at least one inner optimizer has `useEma: true` set. Received a MultiOptimizer " +
          "with all inner optimizers having `useEma: false`.",
      );
    }
    throw new ValueError(
      "SwapEMAWeights must be used when `useEma: true` is set on the optimizer. Received: useEma=false",
    );
  }
}
