import { ValueError } from "../../errors.ts";
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

  override onEpochBegin(): void {
    if (this.swapOnEpoch) this.swap(false);
  }

  override onEpochEnd(epoch: number): void {
    if (!this.swapOnEpoch) return;
    this.swap(true);
    // The fit is about to end with the average, whose place the weights have now.
    if (epoch === this.params.epochs - 1) this.average.restartAverage();
  }

  override onTestBegin(): void {
    this.swap(true);
  }

  override onTestEnd(): void {
    this.swap(false);
  }

  override onPredictBegin(): void {
    this.swap(true);
  }

  override onPredictEnd(): void {
    this.swap(false);
  }

  /** Lets the model have the averages, or its weights. */
  private swap(toAverage: boolean): void {
    if (this.isSwapped === toAverage) return;
    this.average.swapAverage();
    this.isSwapped = toAverage;
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
