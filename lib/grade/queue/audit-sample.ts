import { sha256 } from "../../project.ts";

/**
 * The people of a class whose work is audited: at least one, chosen by a digest of the assignment, the class and the person, so
 * that the same class has the same sample.
 *
 * @param share of the class, 0 < share ≤ 1
 * @returns their positions in `people`
 *
 * @example auditSample([{ id: "anna" }, { id: "ben" }], 0.5, "keras-day").length // 1
 */
export function auditSample(people: readonly { id: string }[], share: number, assignment: string): number[] {
  const names = people.map(({ id }) => id);
  return names
    .map((name, at) => ({ at, rank: sha256(JSON.stringify([assignment, names, name])) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, Math.ceil(share * names.length))
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}
