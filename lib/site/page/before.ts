/** The script that runs before JupyterLab's. */
import { replaceRefused } from "./storage.ts";

replaceRefused(globalThis as unknown as Parameters<typeof replaceRefused>[0]);
