/** The run was not possible: what is wrong and the remedy, in one sentence. The day ends with exit code 2. */
export class DayError extends Error {
  override name = "DayError";
}

/** The sentence for a disk that is full or may not be written to; any other error is thrown on. */
export function diskError(error: unknown, what: string): DayError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new DayError(
      `${what} could not be written because the disk is full: free some space and run again.`,
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new DayError(`${what} could not be written (${code}): make the project's folder writable.`);
  }
  throw error;
}
