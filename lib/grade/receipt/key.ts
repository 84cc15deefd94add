import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { UserError } from "../../setup/user-error.mjs";

/** Bytes. A key shorter than the digest weakens it. */
const SHORTEST = 32;

/** Writes a new key that only its owner can read. @throws UserError if the file exists */
export function newKey(file: string): void {
  try {
    writeFileSync(file, `${randomBytes(SHORTEST).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw new UserError(
      `The key ${file} could not be written (${(error as NodeJS.ErrnoException).code}): name a file that is not there.`,
    );
  }
}

/** Reads a key. @throws UserError if there is none, or it is too short */
export function readKey(file: string | undefined): Buffer {
  if (file === undefined) {
    throw new UserError(
      "A receipt needs a key: --key FILE names one, and --new-key FILE makes one. Keep it from the people who submit.",
    );
  }
  let key: Buffer;
  try {
    key = Buffer.from(readFileSync(file, "utf8").trim());
  } catch (error) {
    throw new UserError(
      `The key ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): --new-key ${file} makes one.`,
    );
  }
  if (key.length < SHORTEST)
    throw new UserError(`The key ${file} is shorter than ${SHORTEST} bytes: --new-key makes a longer one.`);
  return key;
}
