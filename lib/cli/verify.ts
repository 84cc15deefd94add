import { readKey } from "../grade/receipt/key.ts";
import {
  environmentChanges,
  RECEIPT,
  type Receipt,
  readReceipt,
  receiptTroubles,
} from "../grade/receipt/receipt.ts";
import type { Submission } from "../grade/submission/submission.ts";
import { command } from "./command.ts";
import { forEachFolder, notCovered, report } from "./receipt-report.ts";

export const verify = command("verify", { 0: "as the receipts say", 1: "something was changed" })
  .argument("<path...>", "a person's folder or a folder of folders")
  .option("--key <file>", "key that the receipts were given with")
  .action((paths: string[], { key: file }: { key?: string }) => {
    const key = readKey(file);
    process.exitCode = forEachFolder(paths, (submission) => check(submission, key));
  });

function check(submission: Submission, key: Buffer): boolean {
  const receipt = readReceipt(submission) as Receipt | undefined;
  if (receipt === undefined) return report(submission, [`there is no ${RECEIPT} that can be read`]);
  const troubles = receiptTroubles(receipt, submission, key);
  if (troubles.length > 0) return report(submission, troubles);
  return report(submission, [], "as the receipt says", [
    ...notCovered(receipt),
    ...environmentChanges(receipt),
  ]);
}
