/** How notebooks are run again: in a sandbox, without one, or not at all. */
type How = "sandbox" | "unsafe" | "no";

const AS_SUBMITTED = "grade-as-submitted";

/**
 * The kind of the jobs of a class. Workers take a job only if they run notebooks in this way, with the same Python packages: others
 * would give other results.
 *
 * @param python the Python packages that matter
 */
export function gradeKind(how: How, python: string): string {
  return how === "no" ? AS_SUBMITTED : `grade-${how} (${python})`;
}

/** For each kind of job that a worker does the module that does it. */
export function gradeKinds(how: How, python: string): Record<string, string> {
  const module = "./grade-job.ts"; // the built library has a URL here
  const { href } = new URL(module, import.meta.url);
  return { [AS_SUBMITTED]: href, [gradeKind(how, python)]: href };
}
