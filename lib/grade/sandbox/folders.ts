import { join } from "node:path";

/** The folder for temporary files inside a sandbox. `box.py` makes the boxes in it, outside. */
export const TEMPORARY = "/tmp";

/** The folder of what `prepareKernel` records. */
export const preparedFolder = (build: string): string => join(build, "grade");

/** The folder of rendered figures of the project's own notebooks, filled by `prepareKernel`. Others are rendered in the sandbox. */
export const drawingsFolder = (build: string, lib: string): string =>
  join(preparedFolder(build), "drawings", lib.slice(0, 32));
