import { ValueError } from "../../errors.ts";

/** The error of a file in the cache with other contents than it has to have. @param expected `to hold arrays` */
export function damagedFile(path: string, expected: string, found: string): ValueError {
  return new ValueError(
    `Expected '${path}' ${expected}. Received: ${found}. Delete the file to have it loaded again.`,
  );
}
