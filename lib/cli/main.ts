/** The command line: `lib/setup/commands.mjs` starts it for every npm script, after set-up. */
import { Command, CommanderError } from "commander";
import pc from "picocolors";
import { commands } from "../setup/command-list.mjs";
import { UserError } from "../setup/user-error.mjs";
import { configured } from "./command.ts";

const load: Record<string, () => Promise<Command>> = {
  start: async () => (await import("./start.ts")).start,
  lab: async () => (await import("./lab.ts")).lab,
  exercise: async () => (await import("./exercise.ts")).exercise,
  site: async () => (await import("./site.ts")).site,
  export: async () => (await import("./export.ts")).exportNotebooks,
  grade: async () => (await import("./grade.ts")).grade,
  worker: async () => (await import("./worker.ts")).worker,
  receipt: async () => (await import("./receipt.ts")).receipt,
  verify: async () => (await import("./verify.ts")).verify,
  test: async () => (await import("./test.ts")).test,
  bench: async () => (await import("./bench.ts")).bench,
  doctor: async () => (await import("./doctor.ts")).doctor,
  setup: async () => (await import("./setup.ts")).setup,
};

async function main(words: string[]): Promise<void> {
  const program = configured(new Command("npm run"))
    .usage("<command> [-- options]")
    .configureHelp({ subcommandTerm: (command) => `npm run ${command.name()}` })
    .showHelpAfterError()
    .addHelpText("after", "\nnpm run <command> -- --help shows its options.");
  // Only the command that is asked for is loaded.
  const [asked] = words.filter((word) => word !== "help");
  for (const [name, { about }] of Object.entries(commands)) {
    program.addCommand(name === asked ? await load[name]() : new Command(name).description(about));
  }
  await program.parseAsync(words, { from: "user" });
}

// The reader has ended, as `head` does after ten lines: the command goes on.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UserError) {
    console.error(pc.red(error.message));
    process.exitCode = 2;
  } else {
    throw error;
  }
}
