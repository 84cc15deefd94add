/** The kind of job of a sweep's trainings, and the module that does it. */
export const SWEEP_KIND = "sweep";

export const sweepKinds: Record<string, string> = {
  [SWEEP_KIND]: new URL("train-chunk.ts", import.meta.url).href,
};
