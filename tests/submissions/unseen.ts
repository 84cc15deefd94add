import type { Executed } from "./unseen-case.ts";
import { honest } from "./unseen-honest.ts";
import { imitations } from "./unseen-imitations.ts";
import { wrong } from "./unseen-wrong.ts";

export interface Unseen extends Executed {
  kind: "honest" | "wrong" | "imitation";
}

const of = (kind: Unseen["kind"], cases: Executed[]): Unseen[] => cases.map((one) => ({ ...one, kind }));

/** The cases in `unseen`. */
export const unseen: Unseen[] = [
  ...of("honest", honest),
  ...of("wrong", wrong),
  ...of("imitation", imitations),
];
