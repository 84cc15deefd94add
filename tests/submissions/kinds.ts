import { attacks } from "./attacks";
import { badInput } from "./bad-input";
import { honest } from "./honest";
import { honestMore, wrongMore } from "./honest-more";
import { honestStyles } from "./honest-styles";
import { imitations } from "./imitations";
import { imitationsDeeper } from "./imitations-deeper";
import { imitationsMore } from "./imitations-more";
import type { Submission } from "./submission";
import { wrong } from "./wrong";
import { wrongDetails } from "./wrong-details";

/** All cases. */
export const kinds: Record<string, Submission[]> = {
  "honest work": [...honest, ...honestMore, ...honestStyles],
  "wrong answers": [...wrong, ...wrongMore, ...wrongDetails],
  imitations: [...imitations, ...imitationsMore, ...imitationsDeeper],
  attacks,
  "bad input": badInput,
};
