import { ValueError } from "../../errors.ts";

/** The error for a file in the cache with unexpected contents. @param expected `to hold arrays` */
export function damagedFile(path: string, expected: string, found: string): ValueError {
  return new ValueError(
    `Expected '${path}' ${expected}. Received: ${found}. Delete the file to have it loaded again.`,
  );
}
