import type { CellPassage } from "../outputs/passages.ts";
import type { Training } from "../predicates/training-log.ts";

/** A sentence that says an accuracy. */
export interface Sentence {
  accuracy: number;
  epoch: number | undefined;
  line: string;
}

/** How far two figures may be apart that were rounded to four digits. */
const ROUNDED = 0.00011;

/** True if the figure said is the logged one, rounded or cut off to the digits that are said. */
function isShortened(said: number, logged: number): boolean {
  const digits = /\.(\d+)/.exec(String(said))?.[1].length ?? 4;
  const unit = 10 ** -digits;
  return said - logged <= unit / 2 + ROUNDED && logged - said <= unit + ROUNDED;
}

/** Contradictions of the log to itself or to the code. */
export function logDoubts(training: Training, { source, index }: CellPassage): string[] {
  const doubts: string[] = [];
  const total = training.at(-1)!.of;
  const asked = source.reading.epochs[index];
  if (asked.length > 0 && asked.every((epochs) => epochs !== total))
    doubts.push(`the log is of ${total} epochs, the code's fit of ${asked.join(", ")}`);
  const [before, last] = training.slice(-2);
  if (last?.loss !== undefined && before.loss !== undefined) {
    if (Math.abs(last.accuracy - before.accuracy) > 0.15 && Math.abs(last.loss - before.loss) < 0.02) {
      doubts.push(
        `accuracy leaps from ${before.accuracy} to ${last.accuracy} in the last epoch, and the loss stays at ${last.loss}`,
      );
    }
  }
  return doubts;
}

/** Sentences that say another accuracy than the log beside them. */
export function contradictions(logs: readonly Training[], said: readonly Sentence[]): string[] {
  const doubts: string[] = [];
  for (const { accuracy, epoch } of said) {
    const logged = logs.flatMap((log) => log.filter((entry) => entry.epoch === epoch));
    if (logged.length > 0 && logged.every((entry) => !isShortened(accuracy, entry.accuracy))) {
      doubts.push(
        `a sentence says ${accuracy} at epoch ${epoch}, the log ${logged.map((entry) => entry.accuracy).join(", ")}`,
      );
    }
  }
  return doubts;
}
