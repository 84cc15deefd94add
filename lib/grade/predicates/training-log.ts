/** A training as read from its log: each epoch with its final accuracy and loss, and the total of epochs (`of`). */
export type Training = { epoch: number; accuracy: number; loss?: number; of?: number }[];

// "Epoch 3/50" opens an epoch; "accuracy: 0.9824" or "acc: 0.9824" (but not "val_accuracy: …") may follow many times, because
// the progress bar is redrawn.
const EPOCH = /^Epoch (\d+)\/(\d+)\s*$/;
const ACCURACY = /(?<!\w)(?:binary_)?acc(?:uracy)?: (\d*\.?\d+(?:e[-+]?\d+)?)/g;
const STEPS = /(?<![\d/.])(\d{1,9})\/(\d{1,9})(?![\d/.])/g;
const LOSS = /(?<!\w)loss: (\d*\.?\d+(?:e[-+]?\d+)?)/g;

/** True for a progress bar that shows some of the batches only. */
function isUnderWay(line: string): boolean {
  const [, step, steps] = [...line.matchAll(STEPS)].at(-1) ?? [];
  return Number(step) < Number(steps) && !line.includes(`${steps}/${steps}`);
}

/**
 * The trainings in a text that Keras' `fit(…, verbose: 1 | 2)` printed.
 *
 * An epoch's accuracy is the last one in the first line after its head that shows all batches: further lines may come from
 * `evaluate`. An epoch number that does not increase starts another training.
 */
export function readTrainings(text: string): Training[] {
  const trainings: Training[] = [];
  let open: number | undefined;
  let of: number | undefined;
  for (const line of text.split("\n")) {
    const head = EPOCH.exec(line);
    if (head) [open, of] = [Number(head[1]), Number(head[2])];
    if (head || open === undefined) continue;
    const accuracy = [...line.matchAll(ACCURACY)].at(-1)?.[1];
    if (accuracy === undefined || isUnderWay(line)) continue;
    const loss = [...line.matchAll(LOSS)].at(-1)?.[1];
    const epoch = { epoch: open, accuracy: Number(accuracy), of, ...(loss && { loss: Number(loss) }) };
    const last = trainings.at(-1);
    if (last && last.at(-1)!.epoch < open) last.push(epoch);
    else trainings.push([epoch]);
    open = undefined;
  }
  return trainings;
}
