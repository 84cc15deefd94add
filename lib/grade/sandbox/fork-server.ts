import { join } from "node:path";
import { pythonCommand } from "../../setup/paths.mjs";

export const FORK_SERVER = join(import.meta.dirname, "fork_server.py");

/** The command of `fork_server.py`, which starts kernels one after the other. `run.py` replaces `{box}`. */
export const forkServer = (kernels: readonly string[]): string[] => [
  pythonCommand(),
  // A module beside the script, or a notebook, is not imported in place of a library.
  "-P",
  FORK_SERVER,
  "{box}/sockets/orders",
  ...kernels,
];
