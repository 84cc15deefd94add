import type { Expected } from "./submission.ts";

/** A case in `unseen`: notebooks that were really executed, by Keras 3.15.1, Keras 2.15.0 or this project's kernel. */
export interface Executed {
  id: string;
  about: string;
  /** How its class submitted. */
  layout: "plain" | "moodle" | "moodleflat" | "canvas" | "nbgrader" | "zip" | "repository";
  /** The questions that are met; no other may be. */
  met: Expected;
  /** Others that the outputs alone meet: only a second run tells that they are wrong. */
  alone?: Expected;
  /** The verdicts after a second run, where they are others. */
  rerun?: Expected;
}

export const keras3 = "met in Keras 3's wording";
