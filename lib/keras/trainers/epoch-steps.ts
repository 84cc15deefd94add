import { sampleOrderSoon } from "../../engine/index.ts";
import { freshSeed, state } from "../state.ts";
import { warnOfEnd } from "./batch-source.ts";

/** The samples `order[start … end)` of an epoch; without an order, rows of that range. */
export interface EpochRange {
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly end: number;
}

/**
 * The samples of each epoch: all, or with a number of steps that many batches. As in Keras the next epoch then continues where
 * the last one ended; the data start over, in a new order, when all are taken.
 */
export class EpochSteps {
  private next = 0;
  private order: Uint32Array | null = null;
  private hasWarned = false;
  private readonly seed = state.seed;

  /** @param steps batches per epoch; undefined: all */
  constructor(
    private readonly samples: number,
    private readonly batchSize: number,
    private readonly steps: number | undefined,
    private readonly shuffle: boolean,
  ) {}

  /** The range of the next epoch. */
  async take(): Promise<EpochRange> {
    // After setRandomSeed TensorFlow starts its shuffle anew in each epoch, so that every epoch has the same order.
    const isNew = this.order === null || this.seed === undefined;
    if (this.next === 0 && this.shuffle && isNew)
      this.order = await sampleOrderSoon(this.seed ?? freshSeed(), this.samples);
    const start = this.next;
    const wanted = this.steps === undefined ? this.samples : start + this.steps * this.batchSize;
    const end = Math.min(wanted, this.samples);
    if (this.steps !== undefined && start + (this.steps - 1) * this.batchSize >= this.samples) this.warn();
    this.next = end === this.samples ? 0 : end;
    return { order: this.order, start, end };
  }

  private warn(): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    warnOfEnd("stepsPerEpoch * epochs");
  }
}
