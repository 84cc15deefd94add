import { join } from "node:path";
import { readWhole } from "../submission/open-file.ts";
import type { Submission } from "../submission/submission.ts";
import { RECEIPT, type Receipt, receiptTroubles } from "./receipt.ts";

/** Bytes. A receipt has a digest for each of up to 2,000 files. */
const LARGEST = 10_000_000;

/** Reads a person's receipt, which is untrusted. Returns `undefined` if it cannot be read. */
export function readReceipt({ folder }: Submission): unknown {
  try {
    return JSON.parse(readWhole(join(folder, RECEIPT), LARGEST).toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The remarks about a person's receipt in a report. Verdicts do not depend on it.
 *
 * @param submission as in the person's folder: archives are not unpacked
 * @param key without it, the remark only says whether there is a receipt
 */
export function receiptRemarks(submission: Submission, key: Buffer | undefined): string[] {
  if (!submission.files.includes(RECEIPT)) return key ? ["there is no receipt"] : [];
  if (!key) return ["there is a receipt, which --key FILE verifies"];
  const receipt = readReceipt(submission);
  const troubles = receiptTroubles(receipt, submission, key);
  if (troubles.length === 0) {
    const { uncovered } = receipt as Receipt;
    return [
      "the receipt holds: nothing was changed since it was given",
      ...uncovered.map((line) => `the receipt does not cover this: ${line}`),
    ];
  }
  return [`the receipt does not hold: ${troubles.join("; ")}`];
}
