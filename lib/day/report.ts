import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Verdict } from "../grade/index.ts";
import type { Difference } from "../nbformat/compare.ts";
import { generated } from "../setup/paths.mjs";
import { writeWhole } from "../work-files.ts";

/** What a run of the day says, for other programs. */
export interface Report {
  questions: Verdict[];
  /** Every notebook that was chosen ran to its end and printed what is committed. */
  reproduced: boolean;
  differences: Difference[];
}

export const reportFile = join(generated, "reports", "day.json");

export function writeReport(report: Report): void {
  writeWhole(reportFile, `${JSON.stringify(report, null, 2)}\n`);
}

/** A run that ends early must not leave the report of an earlier one. */
export function removeReport(): void {
  rmSync(reportFile, { force: true });
}
