import { attacks } from "./attacks";
import { badInput } from "./bad-input";
import { honest } from "./honest";
import { honestMore, wrongMore } from "./honest-more";
import { imitations } from "./imitations";
import { imitationsMore } from "./imitations-more";
import type { Submission } from "./submission";
import { wrong } from "./wrong";

/** All cases. */
export const kinds: Record<string, Submission[]> = {
  "honest work": [...honest, ...honestMore],
  "wrong answers": [...wrong, ...wrongMore],
  imitations: [...imitations, ...imitationsMore],
  attacks,
  "bad input": badInput,
};
