/**
 * Receipts: proof that a person's folder has not been changed since somebody with the key saw it.
 *
 *     npm run receipt -- --new-key FILE            makes a key
 *     npm run receipt -- PATH… --key FILE          writes receipt.json into each person's folder
 *     npm run verify -- PATH… --key FILE           says what has been changed since
 *
 * Exit code: 0 given, or as the receipts say; 1 something was changed, or a receipt could not be given; 2 not possible.
 */
import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { refusal, UserError } from "../../errors.ts";
import { plainText } from "../report/plain-text.ts";
import { findWorks, readWork } from "../submission/find-works.ts";
import type { Work } from "../submission/work.ts";
import { newKey, readKey } from "./key.ts";
import { environmentChanges, giveReceipt, RECEIPT, type Receipt, receiptTroubles } from "./receipt.ts";
import { readReceipt } from "./receipt-file.ts";

function main([command, ...args]: string[]): number {
  const { paths, key: file, fresh } = options(args);
  if (fresh !== undefined) {
    newKey(fresh);
    console.log(`A new key is in ${fresh}.`);
    if (paths.length === 0) return 0;
  }
  if (paths.length === 0)
    throw new UserError("Name a notebook's folder, a person's folder or a folder of folders.");
  const key = readKey(file ?? fresh);
  const places = findWorks(paths);
  const one = places.find(({ notebook }) => notebook !== undefined);
  if (one)
    throw new UserError(
      `A receipt is for a person's folder. Received the notebook ${plainText(one.notebook!)}: name its folder.`,
    );
  const well = places
    .map(readWork)
    .map((work) => (command === "verify" ? verify(work, key) : give(work, key)));
  return well.every(Boolean) ? 0 : 1;
}

function give(work: Work, key: Buffer): boolean {
  if (lstatSync(work.folder, { throwIfNoEntry: false })?.isSymbolicLink())
    return say(work, ["the folder is a link, which is not followed"]);
  const receipt = giveReceipt(work, key);
  const file = join(work.folder, RECEIPT);
  const part = join(work.folder, `.receipt-${process.pid}`);
  try {
    // Renamed into its place, so that a link of this name is replaced and not followed.
    writeFileSync(part, `${JSON.stringify(receipt, null, 2)}\n`, { flag: "wx" });
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    return say(work, [`${RECEIPT} cannot be written (${(error as NodeJS.ErrnoException).code})`]);
  }
  return say(work, [], file, notCovered(receipt));
}

function verify(work: Work, key: Buffer): boolean {
  const receipt = readReceipt(work) as Receipt | undefined;
  if (receipt === undefined) return say(work, [`there is no ${RECEIPT} that can be read`]);
  const troubles = receiptTroubles(receipt, work, key);
  if (troubles.length > 0) return say(work, troubles);
  return say(work, [], "as the receipt says", [...notCovered(receipt), ...environmentChanges(receipt)]);
}

const notCovered = ({ uncovered }: Receipt) => uncovered.map((line) => `not covered: ${line}`);

/** @returns whether there are no troubles */
function say({ id }: Work, troubles: readonly string[], well = "", notes: readonly string[] = []): boolean {
  const isWell = troubles.length === 0;
  const [first, ...others] = troubles;
  console.log(`${isWell ? pc.green("✓") : pc.red("✗")} ${plainText(`${id}: ${isWell ? well : first}`)}`);
  for (const trouble of others) console.log(`    ${plainText(trouble)}`);
  for (const note of notes) console.log(pc.dim(`    ${plainText(note)}`));
  return isWell;
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
    throw new UserError(`${refusal(error)} (usage: npm run receipt|verify -- PATH… --key FILE)`);
  }
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(pc.red(error.message));
  process.exitCode = 2;
}
