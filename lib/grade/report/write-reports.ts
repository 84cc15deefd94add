import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GradeError } from "../grade-error.ts";
import { classPage } from "./class-page.ts";
import type { ClassReport } from "./class-report.ts";
import { gradesCsv } from "./csv.ts";
import { workPage } from "./work-page.ts";

/**
 * Writes `grades.json`, `grades.csv`, `index.html` and a page for each person, each whole or not at all.
 *
 * @throws GradeError when the folder cannot be written to
 */
export function writeReports(report: ClassReport, folder: string): void {
  try {
    writeAll(report, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new GradeError(
      `The reports could not be written to ${folder} (${code}): name another folder with --out. What was graded is kept.`,
    );
  }
}

function writeAll(report: ClassReport, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = fileNames(report.works.map(({ id }) => id));
  const write = (name: string, text: string) => {
    const part = join(folder, `.part-${process.pid}`);
    writeFileSync(part, text);
    renameSync(part, join(folder, name));
  };
  for (const work of report.works) write(files.get(work.id)!, workPage(report.assignment, work));
  write("grades.json", `${JSON.stringify(report, null, 2)}\n`);
  write("grades.csv", gradesCsv(report));
  write(
    "index.html",
    classPage(report, (id) => files.get(id)!),
  );
}

/** Bytes of a file's name, with room for what is put behind it. */
const LONGEST_NAME = 200;

/** As many whole characters as a file's name has room for. */
function shortened(name: string): string {
  let [text, bytes] = ["", 0];
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST_NAME) break;
    text += character;
  }
  return text;
}

/** A file name for each person that every system takes. */
function fileNames(ids: readonly string[]): Map<string, string> {
  const taken = new Set(["index"]);
  return new Map(
    ids.map((id) => {
      const plain =
        shortened(id.normalize("NFC").replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")).replace(/^\.+|[. ]+$/g, "_") ||
        "_";
      let name = plain;
      for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain} ${n}`;
      taken.add(name.toLowerCase());
      return [id, `${name}.html`];
    }),
  );
}
