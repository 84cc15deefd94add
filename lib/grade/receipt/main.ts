/**
 * Receipts: proof that a work has not been changed since somebody with the key saw it.
 *
 *     npm run receipt -- --new-key FILE            makes a key
 *     npm run receipt -- PATH… --key FILE          writes receipt.json into each person's folder
 *     npm run verify -- PATH… --key FILE           says what has been changed since
 *
 * Exit code: 0 given, or as the receipts say; 1 something was changed; 2 not possible.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { refusal } from "../../errors.ts";
import { GradeError } from "../grade-error.ts";
import { findWorks, readWork } from "../submission/find-works.ts";
import type { Work } from "../submission/work.ts";
import { newKey, readKey } from "./key.ts";
import { environmentChanges, giveReceipt, receiptTroubles } from "./receipt.ts";
import { RECEIPT, readReceipt } from "./receipt-file.ts";

function main([command, ...args]: string[]): number {
  const { paths, key: file, fresh } = options(args);
  if (fresh !== undefined) {
    newKey(fresh);
    console.log(`A new key is in ${fresh}.`);
    if (paths.length === 0) return 0;
  }
  if (paths.length === 0)
    throw new GradeError("Name a notebook's folder, a person's folder or a folder of folders.");
  const key = readKey(file ?? fresh);
  const works = findWorks(paths).map(readWork);
  const well = works.map((work) => (command === "verify" ? verify(work, key) : give(work, key)));
  return well.every(Boolean) ? 0 : 1;
}

function give(work: Work, key: Buffer): boolean {
  const file = join(work.folder, RECEIPT);
  writeFileSync(file, `${JSON.stringify(giveReceipt(work, key), null, 2)}\n`);
  console.log(`${pc.green("✓")} ${work.id}: ${file}`);
  return true;
}

function verify(work: Work, key: Buffer): boolean {
  const receipt = readReceipt(work);
  if (receipt === undefined) {
    console.log(`${pc.red("✗")} ${work.id}: there is no ${RECEIPT} that can be read`);
    return false;
  }
  const troubles = receiptTroubles(receipt, work, key);
  console.log(
    troubles.length === 0 ? `${pc.green("✓")} ${work.id}: as the receipt says` : `${pc.red("✗")} ${work.id}`,
  );
  for (const trouble of troubles) console.log(`    ${trouble}`);
  if (troubles.length === 0)
    for (const change of environmentChanges(receipt as Parameters<typeof environmentChanges>[0]))
      console.log(pc.dim(`    ${change}`));
  return troubles.length === 0;
}

function options(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { key: { type: "string" }, "new-key": { type: "string" } },
    });
    return { paths: positionals, key: values.key, fresh: values["new-key"] };
  } catch (error) {
    throw new GradeError(`${refusal(error)} (usage: npm run receipt|verify -- PATH… --key FILE)`);
  }
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof GradeError)) throw error;
  console.error(pc.red(error.message));
  process.exitCode = 2;
}
