/** Grading was not possible: what is wrong and the remedy, in one sentence. It ends with exit code 2. */
export class GradeError extends Error {
  override name = "GradeError";
}
