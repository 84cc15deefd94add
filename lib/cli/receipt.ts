import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newKey, readKey } from "../grade/receipt/key.ts";
import { giveReceipt, RECEIPT } from "../grade/receipt/receipt.ts";
import { nativePath } from "../grade/submission/file-names.ts";
import type { Submission } from "../grade/submission/submission.ts";
import { UserError } from "../setup/user-error.mjs";
import { command } from "./command.ts";
import { forEachFolder, notCovered, report } from "./receipt-report.ts";

export const receipt = command("receipt", { 0: "given", 1: "a receipt could not be given" })
  .argument("[path...]", "a person's folder or a folder of folders")
  .option("--key <file>", "key that the receipts are signed with")
  .option("--new-key <file>", "make a key in this file")
  .addHelpText("after", "\nA receipt is the file receipt.json in a person's folder.")
  .action((paths: string[], { key: file, newKey: fresh }: { key?: string; newKey?: string }) => {
    if (fresh !== undefined) {
      newKey(fresh);
      console.log(`A new key is in ${fresh}.`);
      if (paths.length === 0) return;
    }
    if (paths.length === 0) {
      throw new UserError("Name a notebook's folder, a person's folder or a folder of folders.");
    }
    const key = readKey(file ?? fresh);
    process.exitCode = forEachFolder(paths, (submission) => give(submission, key));
  });

function give(submission: Submission, key: Buffer): boolean {
  if (lstatSync(nativePath(submission.folder), { throwIfNoEntry: false })?.isSymbolicLink())
    return report(submission, ["the folder is a link, which is not followed"]);
  const receipt = giveReceipt(submission, key);
  const file = join(submission.folder, RECEIPT);
  const part = nativePath(join(submission.folder, `.receipt-${process.pid}`));
  try {
    // Renamed into place, so that a link of this name is replaced, not followed.
    writeFileSync(part, `${JSON.stringify(receipt, null, 2)}\n`, { flag: "wx" });
    renameSync(part, nativePath(file));
  } catch (error) {
    rmSync(part, { force: true });
    return report(submission, [`${RECEIPT} cannot be written (${(error as NodeJS.ErrnoException).code})`]);
  }
  return report(submission, [], file, notCovered(receipt));
}
