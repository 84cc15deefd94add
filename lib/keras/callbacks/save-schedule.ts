import { received, ValueError } from "../../errors.ts";

/** When a callback saves: after each epoch, or after that many batches, counted over the epochs. */
export class SaveSchedule {
  private seen = 0;
  private last = -1;

  /**
   * @param frequency `"epoch"` or a number of batches
   * @param label the beginning of the error
   * @throws ValueError for anything else
   */
  constructor(
    private readonly frequency: "epoch" | number,
    label: string,
  ) {
    if (frequency === "epoch" || (Number.isInteger(frequency) && frequency > 0)) return;
    throw new ValueError(
      `${label}: ${received(frequency)}. Expected save_freq are 'epoch' or integer values above 0: \`saveFreq: "epoch"\`.`,
    );
  }

  get countsBatches(): boolean {
    return this.frequency !== "epoch";
  }

  /** True if it is time to save after the batch of that number, from 0 in each epoch. */
  isDue(batch: number): boolean {
    if (this.frequency === "epoch") return false;
    this.seen += batch <= this.last ? batch + 1 : batch - this.last;
    this.last = batch;
    if (this.seen < this.frequency) return false;
    this.seen = 0;
    return true;
  }
}
