/** What `kernel.json` starts: `start.mjs CONNECTION_FILE`. Builds the kernel if it is not, and runs it. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildKernel } from "./build.mjs";

await import(pathToFileURL(join(buildKernel(), "main.mjs")).href);
