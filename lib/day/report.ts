import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../files.ts";
import type { Verdict } from "../grade/verdict.ts";
import type { Difference } from "../nbformat/compare.ts";
import { generated } from "../setup/paths.mjs";

/** The result of a run, for other programs: `.day/reports/day.json`. */
export interface Report {
  questions: {
    id: string;
    asked: string;
    found: string;
    notebook: string;
    cell: number | null;
    verdict: Verdict["said"];
  }[];
  /** Every chosen notebook ran to its end and printed what is committed. */
  reproduced: boolean;
  differences: Difference[];
}

const reportFile = join(generated, "reports", "day.json");

export function writeReport(verdicts: readonly Verdict[], rest: Omit<Report, "questions">): void {
  const questions = verdicts.map(({ id, asked, found, where, said }) => ({
    ...{ id, asked, found, notebook: where!.notebook, cell: where!.cell },
    verdict: said,
  }));
  const report: Report = { questions, ...rest };
  writeFileAtomic(reportFile, `${JSON.stringify(report, null, 2)}\n`);
}

/** Removes the report of an earlier run, lest it be mistaken for the result of a run that ends early. */
export function removeReport(): void {
  rmSync(reportFile, { force: true });
}
