import { command } from "./command.ts";

/** `lib/setup/commands.mjs` runs it, without any package; here is its help. */
export const setup = command("setup", { 0: "set up" }).option(
  "--fresh",
  "remove what set-up made, and start anew",
);
