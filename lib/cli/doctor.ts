import { command } from "./command.ts";

/** Only the help: `lib/setup/commands.mjs` runs the command, which needs no package. */
export const doctor = command("doctor", {
  0: "everything that is required works",
  1: "something is missing or damaged",
});
