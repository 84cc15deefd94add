import { join } from "node:path";

/** The folder for temporary files inside a sandbox. `box.py` makes the boxes in it, outside. */
export const TEMPORARY = "/tmp";

/** The folder of what `prepareKernel` records. */
export const preparedFolder = (build: string): string => join(build, "grade");
