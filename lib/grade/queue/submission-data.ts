import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nativePath } from "../submission/file-names.ts";
import { withFile } from "../submission/open-file.ts";
import type { Submission } from "../submission/submission.ts";

/** Bytes of the files of a submission that travels. */
export const MOST = 100_000_000;

/** A submission with the contents of its files, as it travels to another machine. */
export interface SubmissionData {
  /** The submission without its folder, as JSON. */
  submission: string;
  files: { path: string; bytes: Uint8Array }[];
}

/** The bytes of a submission's files; those that cannot be read count as none. */
export function sizeOf(submission: Submission): number {
  return paths(submission).reduce((sum, path) => sum + (read(submission, path, ({ size }) => size) ?? 0), 0);
}

export function packSubmission(submission: Submission): SubmissionData {
  const { folder, ...rest } = submission;
  const files = paths(submission).flatMap((path) => {
    const bytes = read(submission, path, ({ file }) => readFileSync(file));
    return bytes ? [{ path, bytes }] : [];
  });
  return { submission: JSON.stringify(rest), files };
}

/**
 * Writes the files of a submission.
 *
 * @param folder an empty folder
 * @throws Error if a path leads out of the folder
 */
export function unpackSubmission({ submission, files }: SubmissionData, folder: string): Submission {
  for (const { path, bytes } of files) {
    if (path.startsWith("/") || path.split("/").includes(".."))
      throw new Error(`${path} leads out of the folder`);
    mkdirSync(nativePath(dirname(join(folder, path))), { recursive: true });
    writeFileSync(nativePath(join(folder, path)), bytes);
  }
  return { ...JSON.parse(submission), folder };
}

const paths = ({ notebooks, files }: Submission) => [
  ...new Set([...notebooks.map(({ path }) => path), ...files]),
];

function read<T>(
  { folder }: Submission,
  path: string,
  use: (opened: { file: number; size: number }) => T,
): T | undefined {
  try {
    return withFile(join(folder, path), (file, { size }) => use({ file, size }));
  } catch {
    return undefined; // the reading of the submission has said so
  }
}
