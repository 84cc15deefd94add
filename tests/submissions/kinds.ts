import { attacks } from "./attacks.ts";
import { badInput } from "./bad-input.ts";
import { honest } from "./honest.ts";
import { honestMore, wrongMore } from "./honest-more.ts";
import { honestStyles } from "./honest-styles.ts";
import { imitations } from "./imitations.ts";
import { imitationsDeeper } from "./imitations-deeper.ts";
import { imitationsMore } from "./imitations-more.ts";
import type { Submission } from "./submission.ts";
import { wrong } from "./wrong.ts";
import { wrongDetails } from "./wrong-details.ts";

/** All cases. */
export const kinds: Record<string, Submission[]> = {
  "honest work": [...honest, ...honestMore, ...honestStyles],
  "wrong answers": [...wrong, ...wrongMore, ...wrongDetails],
  imitations: [...imitations, ...imitationsMore, ...imitationsDeeper],
  attacks,
  "bad input": badInput,
};
