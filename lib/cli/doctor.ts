import { command } from "./command.ts";

/** `lib/setup/commands.mjs` runs it, without any package; here is its help. */
export const doctor = command("doctor", {
  0: "everything that the day needs is well",
  1: "something is missing or damaged",
});
