import { attacks } from "./attacks.ts";
import { badInput } from "./bad-input.ts";
import { honestExecuted, wrongExecuted } from "./executed.ts";
import { honestDoubted, imitationsOfTraining, wrongTrainings } from "./fair-doubts.ts";
import { forgeries } from "./forgeries.ts";
import { honest } from "./honest.ts";
import { honestData } from "./honest-data.ts";
import { honestEveryday } from "./honest-everyday.ts";
import { honestMore, wrongMore } from "./honest-more.ts";
import { honestNear } from "./honest-near.ts";
import { honestOwnWays } from "./honest-own-ways.ts";
import { honestShownOtherwise, wrongShownOtherwise } from "./honest-shown-otherwise.ts";
import { honestStyles } from "./honest-styles.ts";
import { imitations } from "./imitations.ts";
import { imitationsAmongHonest } from "./imitations-among-honest.ts";
import { imitationsDeeper } from "./imitations-deeper.ts";
import { imitationsEveryday, wrongEveryday } from "./imitations-everyday.ts";
import { imitationsMore } from "./imitations-more.ts";
import { imitationsPython } from "./imitations-python.ts";
import { imitationsRoundabout, wrongRoundabout } from "./imitations-roundabout.ts";
import { imitationsTypescript } from "./imitations-typescript.ts";
import { imitationsUnderneath } from "./imitations-underneath.ts";
import { honestModules, imitationsInModules } from "./own-modules.ts";
import type { Submission } from "./submission.ts";
import { wrong } from "./wrong.ts";
import { wrongDetails } from "./wrong-details.ts";

/** All cases. */
export const kinds: Record<string, Submission[]> = {
  "honest work": [
    ...honest,
    ...honestMore,
    ...honestStyles,
    ...honestData,
    ...honestOwnWays,
    ...honestShownOtherwise,
    ...honestEveryday,
    ...honestNear,
    ...honestDoubted,
    ...honestModules,
    ...honestExecuted,
  ],
  "wrong answers": [
    ...wrong,
    ...wrongMore,
    ...wrongDetails,
    ...wrongShownOtherwise,
    ...wrongRoundabout,
    ...wrongEveryday,
    ...wrongTrainings,
    ...wrongExecuted,
  ],
  imitations: [
    ...imitations,
    ...imitationsMore,
    ...imitationsDeeper,
    ...imitationsRoundabout,
    ...imitationsEveryday,
    ...imitationsTypescript,
    ...imitationsUnderneath,
    ...imitationsPython,
    ...imitationsAmongHonest,
    ...forgeries,
    ...imitationsOfTraining,
    ...imitationsInModules,
  ],
  attacks,
  "bad input": badInput,
};
