import type { Graded } from "../graded.ts";
import type { Question } from "../question.ts";
import type { LimitsHeldBy } from "../sandbox/runner.ts";

/** Version of the format. */
const FORM = 2;

/** Names in one remark. */
const MOST_NAMES = 5;

/** The grades of a class. Equal submissions give equal reports, whenever and wherever they are graded. */
export interface ClassReport {
  form: typeof FORM;
  assignment: string;
  /** How notebooks were run again: in a sandbox, without one, or not. */
  rerun: "sandbox" | "unsafe" | "no";
  /** The enforcement of the limits of memory and threads in this run; `null` if no notebook was run. */
  limits: LimitsHeldBy | null;
  questions: { id: string; asked: string; points: number }[];
  works: Graded[];
}

export function classReport(
  how: Pick<ClassReport, "assignment" | "rerun" | "limits">,
  questions: readonly Question[],
  works: readonly Graded[],
): ClassReport {
  const owners = new Map<string, Set<string>>();
  for (const { id, notebooks } of works)
    for (const { digest } of notebooks)
      if (digest !== null) owners.set(digest, (owners.get(digest) ?? new Set()).add(id));
  return {
    form: FORM,
    ...how,
    questions: questions.map(({ id, asked, points }) => ({ id, asked, points })),
    works: works
      .map((work) => ({ ...work, remarks: [...work.remarks, ...copiesIn(work, owners)] }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Without the number of what was submitted under one name, such as `anna (2)`. */
const person = (id: string) => id.replace(/ \(\d+\)$/, "");

/**
 * Remarks on notebooks that show the same run as somebody else's. No verdict depends on them.
 *
 * @param owners the people who have a notebook of this digest
 */
function copiesIn({ id, notebooks }: Graded, owners: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return notebooks.flatMap(({ path, digest }) => {
    const others = [...(owners.get(digest ?? "") ?? [])].filter((other) => person(other) !== person(id));
    const names = others.length > MOST_NAMES ? [...others.slice(0, MOST_NAMES), "others"] : others;
    return names.length === 0
      ? []
      : [
          `${path} has the same code and the same figures as that of ${names.join(", ")}, though its trainings have no seed and give others each time`,
        ];
  });
}
