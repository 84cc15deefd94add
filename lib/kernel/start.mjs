/** Run by `kernel.json` as `start.mjs CONNECTION_FILE`: builds the kernel if necessary, and runs it. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildKernel } from "./build.mjs";

await import(pathToFileURL(join(buildKernel(), "main.mjs")).href);
