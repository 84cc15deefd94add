/** The kinds of grading jobs. A worker without a sandbox never gets a job that is to run in one. */
const KINDS = { sandbox: "grade-sandbox", unsafe: "grade-unsafe", no: "grade-as-handed-in" } as const;

export const allGradeKinds: readonly string[] = Object.values(KINDS);

/** The kind of the jobs of a class. */
export function kindOf(rerun: { unsafe: boolean } | undefined): string {
  if (!rerun) return KINDS.no;
  return rerun.unsafe ? KINDS.unsafe : KINDS.sandbox;
}

/**
 * For each kind of job that a worker does the module that does it.
 *
 * @param how how it can run notebooks: in a sandbox, without one, or not at all
 */
export function gradeKinds(how: keyof typeof KINDS): Record<string, string> {
  const module = new URL("grade-job.ts", import.meta.url).href;
  return Object.fromEntries([...new Set([KINDS.no, KINDS[how]])].map((kind) => [kind, module]));
}
