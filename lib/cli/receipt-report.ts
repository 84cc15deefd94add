/** Shared by `npm run receipt` and `npm run verify`. */
import pc from "picocolors";
import type { Receipt } from "../grade/receipt/receipt.ts";
import { plainText } from "../grade/report/plain-text.ts";
import { findSubmissions } from "../grade/submission/find-submissions.ts";
import { readSubmission } from "../grade/submission/read-submission.ts";
import type { Submission } from "../grade/submission/submission.ts";
import { UserError } from "../setup/user-error.mjs";

/**
 * Reads each person's folder and calls `act` with it.
 *
 * @param act returns whether the folder has no troubles
 * @returns the exit code: 0 if no folder has troubles, else 1
 * @throws UserError if a path does not exist, or somebody has no folder of their own
 */
export function forEachFolder(paths: readonly string[], act: (submission: Submission) => boolean): number {
  const places = findSubmissions(paths);
  for (const { id, notebook, archive, files } of places) {
    if (notebook !== undefined)
      throw new UserError(
        `A receipt is for a person's folder. Received the notebook ${plainText(notebook)}: name its folder.`,
      );
    const file = archive ?? files?.[0];
    if (file !== undefined)
      throw new UserError(
        `A receipt is for a person's folder. Received ${plainText(file)} of ${plainText(id)} in a folder of several people: give each a folder.`,
      );
  }
  // All are read before the first is acted on, so that a wrong path changes nothing.
  const results = places.map((place) => readSubmission(place)).map(act);
  return results.every(Boolean) ? 0 : 1;
}

export const notCovered = ({ uncovered }: Receipt) => uncovered.map((line) => `not covered: ${line}`);

/**
 * Prints the result for one person's folder.
 *
 * @returns whether there are no troubles
 */
export function report(
  { id }: Submission,
  troubles: readonly string[],
  well = "",
  notes: readonly string[] = [],
): boolean {
  const isWell = troubles.length === 0;
  const [first, ...others] = troubles;
  console.log(`${isWell ? pc.green("✓") : pc.red("✗")} ${plainText(`${id}: ${isWell ? well : first}`)}`);
  for (const trouble of others) console.log(`    ${plainText(trouble)}`);
  for (const note of notes) console.log(pc.dim(`    ${plainText(note)}`));
  return isWell;
}
