import { ValueError, withDefaults } from "../../errors.ts";
import { Callback } from "./callback.ts";

/**
 * Replaces the weights by their moving average during `evaluate`, `predict` and the validation of `fit`, and restores them
 * afterwards. Needs an optimizer with `useEma: true`, or a `MultiOptimizer` that contains one.
 *
 * Porting note: Keras 3.15.1 leaves the averages in the model after `predict`.
 *
 * @example
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ optimizer: new optimizers.SGD({ useEma: true }), loss: "mse" });
 * await model.fit([[0], [1]], [0, 1], { callbacks: new callbacks.SwapEMAWeights(), verbose: 0 });
 */
export class SwapEMAWeights extends Callback {
  private readonly swapOnEpoch: boolean;
  private isSwapped = false;

  constructor(
    options: {
      /**
       * Swap already at the end of each epoch, and back at the start of the next, so that later callbacks see the averages too;
       * default false.
       */
      swapOnEpoch?: boolean;
    } = {},
  ) {
    super();
    this.swapOnEpoch = withDefaults("SwapEMAWeights", options, { swapOnEpoch: false }).swapOnEpoch;
  }

  override onEpochBegin(): void {
    if (this.swapOnEpoch) this.swap(false);
  }

  override onEpochEnd(epoch: number): void {
    if (!this.swapOnEpoch) return;
    this.swap(true);
    // `fit` ends by taking over the average, which after the swap holds the weights.
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

  /** Swaps the averages in, or the weights back. */
  private swap(toAverage: boolean): void {
    if (this.isSwapped === toAverage) return;
    this.average.swapAverage();
    this.isSwapped = toAverage;
  }

  /** @throws ValueError for an optimizer without a moving average */
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
