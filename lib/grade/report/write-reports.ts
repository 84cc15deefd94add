import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceText } from "../../files.ts";
import { sha256 } from "../../project.ts";
import { isFull } from "../../setup/failure.mjs";
import { UserError } from "../../setup/user-error.mjs";
import type { Decisions } from "../review/decisions.ts";
import { classPage } from "./class-page.ts";
import type { ClassReport } from "./class-report.ts";
import { gradesCsv } from "./csv.ts";
import { plainLines } from "./plain-text.ts";
import { reviewPage } from "./review-page.ts";
import { submissionPage } from "./submission-page.ts";

/**
 * Writes `grades.json`, `grades.csv`, `index.html`, `review.html` and a page per person, each file atomically. Removes pages that an earlier
 * run wrote for people who are no longer in the class.
 *
 * @param decisions of `review.yml`, which the report has been made with
 * @throws UserError if the folder cannot be written
 */
export function writeReports(report: ClassReport, folder: string, decisions: Decisions = new Map()): void {
  writingTo(folder, () => writeAll(report, folder, decisions));
}

/** Runs what writes into the folder of the reports. @throws UserError if that is not possible */
export function writingTo(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(
      `The reports could not be written to ${folder} (${isFull(error) ? "the disk is full" : code}): name another folder with --out. What was graded is kept.`,
    );
  }
}

function writeAll(report: ClassReport, folder: string, decisions: Decisions): void {
  mkdirSync(folder, { recursive: true });
  const files = fileNames(report.works.map(({ id }) => id));
  const write = (name: string, text: string) => replaceText(join(folder, name), text);
  const pages = new Map(
    report.works.map(
      (submission) => [files.get(submission.id)!, submissionPage(report.assignment, submission)] as const,
    ),
  );
  for (const [name, page] of pages) write(name, stamped(name, page));
  write("grades.json", `${plainLines(JSON.stringify(report, null, 2))}\n`);
  write("grades.csv", gradesCsv(report));
  write(
    "index.html",
    classPage(report, (id) => files.get(id)!),
  );
  write(
    "review.html",
    reviewPage(report, decisions, (id) => files.get(id)!),
  );
  for (const name of readdirSync(folder)) {
    if (!pages.has(name) && isOurs(join(folder, name), name)) rmSync(join(folder, name));
  }
}

const HEAD = '<meta charset="utf-8">\n';
const STAMP = /<meta name="generator" content="keras-day grade ([0-9a-f]{64})">\n/;

/** Adds a digest of the page and its file name, so that a later run only removes unchanged pages of its own. */
function stamped(name: string, page: string): string {
  const digest = sha256(`${name}\n${page}`);
  return page.replace(HEAD, () => `${HEAD}<meta name="generator" content="keras-day grade ${digest}">\n`);
}

function isOurs(path: string, name: string): boolean {
  if (!name.endsWith(".html") || !lstatSync(path).isFile()) return false;
  try {
    const text = readFileSync(path, "utf8");
    return STAMP.test(text) && stamped(name, text.replace(STAMP, "")) === text;
  } catch {
    return false; // unreadable, so not ours to remove
  }
}

/** Bytes of a file name, with room for a suffix. */
const LONGEST_NAME = 200;

/** Device names reserved by Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?=[ .]|$)/i;

/** Truncates a name to `LONGEST_NAME` bytes without splitting a character. */
function shortened(name: string): string {
  let [text, bytes] = ["", 0];
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST_NAME) break;
    text += character;
  }
  return text;
}

/** A unique file name per person, valid on every operating system. */
function fileNames(ids: readonly string[]): Map<string, string> {
  const taken = new Set(["index", "review"]);
  return new Map(
    ids.map((id) => {
      const plain =
        shortened(id.normalize("NFC").replaceAll(/[^\p{L}\p{N}._ -]/gu, "_"))
          .replace(/^\.+|[. ]+$/g, "_")
          .replace(DEVICE, "_$&") || "_";
      let name = plain;
      for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain} ${n}`;
      taken.add(name.toLowerCase());
      return [id, `${name}.html`];
    }),
  );
}
