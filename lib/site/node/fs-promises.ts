/** `node:fs/promises`. */
import { absent } from "./absent.ts";
import { promises } from "./fs.ts";

export const { readFile, writeFile, appendFile, mkdir, readdir, rm, unlink, rename, copyFile, stat } =
  promises;
export const open = absent("fs.open");
export default promises;
