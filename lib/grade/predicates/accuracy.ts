import type { Passage } from "../evidence.ts";
import type { Accuracy } from "../question.ts";
import { readTrainings } from "../training-log.ts";
import type { Finding } from "./finding.ts";

/**
 * Some training's log shows an accuracy above the bound at the asked epoch, or, where it was shorter, at its last.
 *
 * The day asks for fewer than 50 epochs and looks at epoch 50: an honest 49 counts. Of several trainings the best is the
 * one on scaled data: unscaled, the network does not get past the share of the larger class.
 */
export function findAccuracy({ epoch, above }: Accuracy, passages: readonly Passage[]): Finding {
  let best = { accuracy: -1, found: "no training log with an accuracy", cell: null as number | null };
  for (const { cell, text } of passages) {
    for (const training of readTrainings(text)) {
      const shown = training.filter((entry) => entry.epoch <= epoch).at(-1);
      if (!shown || shown.accuracy <= best.accuracy) continue;
      const which = shown.epoch < epoch ? ", the last one trained" : "";
      best = {
        accuracy: shown.accuracy,
        found: `accuracy ${shown.accuracy} at epoch ${shown.epoch}${which}`,
        cell,
      };
    }
  }
  return { met: best.accuracy > above, found: best.found, cell: best.cell };
}
