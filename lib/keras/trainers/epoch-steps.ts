/** The samples `order[start … end)` of an epoch; without an order, rows of that range. */
export interface EpochRange {
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly end: number;
}

/**
 * Which samples each epoch takes: all, or with a number of steps so many batches. As in Keras the next epoch then goes on
 * where the last one ended; the data begin anew, in a new order, when they are all taken.
 */
export class EpochSteps {
  private next = 0;
  private order: Uint32Array | null = null;
  private hasWarned = false;

  /**
   * @param steps batches per epoch; undefined: all
   * @param newOrder the order of the samples, asked for each time the data begin
   */
  constructor(
    private readonly samples: number,
    private readonly batchSize: number,
    private readonly steps: number | undefined,
    private readonly newOrder: () => Generator<void, Uint32Array | null>,
  ) {}

  /** The range of the next epoch; in pieces, as a new order takes its time. */
  *take(): Generator<void, EpochRange> {
    if (this.next === 0) this.order = yield* this.newOrder();
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
    console.warn(
      "Your input ran out of data; interrupting the epoch. Make sure that your data can generate at least " +
        "`stepsPerEpoch * epochs` batches, or leave `stepsPerEpoch` out to take all of them in each epoch.",
    );
  }
}

/** How many batches a pass without training takes, the first of the samples, and where it ends. */
export function firstBatches(
  samples: number,
  batchSize: number,
  steps: number | undefined,
): { steps: number; start: number; end: number } {
  const taken = Math.min(steps ?? Number.POSITIVE_INFINITY, Math.ceil(samples / batchSize));
  return { steps: taken, start: 0, end: Math.min(taken * batchSize, samples) };
}
