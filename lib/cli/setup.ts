import { command } from "./command.ts";

/** Only the help: `lib/setup/commands.mjs` runs the command, which needs no package. */
export const setup = command("setup", { 0: "set up" }).option(
  "--fresh",
  "remove what set-up made, and start over",
);
