/** A training as its log tells it: the epochs in order, each with accuracy and loss at its end, of how many epochs and batches. */
export type Training = { epoch: number; accuracy: number; loss?: number; of?: number; steps?: number }[];

// "Epoch 3/50" opens an epoch; "accuracy: 0.9824" or "acc: 0.9824" (but not "val_accuracy: …") may stand in it many times, since the
// progress bar is drawn over and over.
const EPOCH = /^Epoch (\d+)\/(\d+)\s*$/;
const ACCURACY = /(?<!\w)(?:binary_)?acc(?:uracy)?: (\d*\.?\d+(?:e[-+]?\d+)?)/g;
const STEPS = /(?<![\d/.])(\d{1,9})\/\1(?![\d/.])/;
const LOSS = /(?<!\w)loss: (\d*\.?\d+(?:e[-+]?\d+)?)/g;

/**
 * The trainings in a text that Keras' `fit(…, verbose: 1 | 2)` printed.
 *
 * The log of an epoch is the first line after its head that holds an accuracy, and the last one on that line counts: what
 * follows may be the line of an `evaluate`. Epochs that do not count up begin another training.
 */
export function readTrainings(text: string): Training[] {
  const trainings: Training[] = [];
  let open: number | undefined;
  let of: number | undefined;
  for (const line of text.split("\n")) {
    const head = EPOCH.exec(line);
    if (head) [open, of] = [Number(head[1]), Number(head[2])];
    else if (open !== undefined) {
      const accuracy = [...line.matchAll(ACCURACY)].at(-1);
      if (!accuracy) continue;
      const steps = STEPS.exec(line);
      const last = trainings.at(-1);
      const loss = [...line.matchAll(LOSS)].at(-1);
      const epoch = {
        epoch: open,
        accuracy: Number(accuracy[1]),
        of,
        ...(steps && !/\/sample/.test(line) && { steps: Number(steps[1]) }),
        ...(loss && { loss: Number(loss[1]) }),
      };
      if (last && last.at(-1)!.epoch < open) last.push(epoch);
      else trainings.push([epoch]);
      open = undefined;
    }
  }
  return trainings;
}
