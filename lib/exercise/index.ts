export { check } from "./check.ts";
export type { CheckResult } from "./check-result.ts";
export { copyExercise, type ExerciseCopy } from "./copy-exercise.ts";
