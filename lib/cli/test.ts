import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { runHere, runQuietly } from "../setup/run.mjs";
import { command } from "./command.ts";

export const test = command("test", { 0: "all passed", 1: "something failed" })
  .argument("[word...]", "only the test files whose path holds one of these words")
  .option("--attacks", "also the tests in attacks/, which take longer")
  .option("--no-skips", "count a skipped test as failed")
  .option(
    "--retry",
    "run files with failures once more, alone; what passes then counts, and is listed as flaky",
  )
  .option("--fast", "only the tests of the folders that the words name, without the slow ones")
  .addHelpText("after", "\nThe last line is always `N passed, N failed`.")
  .action(async () => {
    process.exitCode = await runTests(process.argv.slice(3));
  });

const program = (...path: string[]) => [process.execPath, join(root, "node_modules", ...path)];

/** Run before the tests: types, lint, and unused files, exports and dependencies. */
const gates = [
  { title: "types", command: [...program("typescript", "bin", "tsc"), "-p", "."] },
  { title: "lint", command: [...program("@biomejs", "biome", "bin", "biome"), "check"] },
  { title: "unused code", command: [...program("knip", "bin", "knip.js"), "--no-progress"] },
];

/** @param args for `tests/run.ts` */
async function runTests(args: readonly string[]): Promise<number> {
  let failed = 0;
  await Promise.all(
    gates.map(async ({ title, command }) => {
      const { ok, output } = await runQuietly(command);
      console.log(ok ? `✓ ${title}` : `✗ ${title}\n${output.trimEnd()}\n`);
      if (!ok) failed++;
    }),
  );
  if (failed === 0) return runHere([process.execPath, "--import", "tsx", "tests/run.ts", ...args]);
  console.log(`\n0 passed, ${failed} failed`);
  return 1;
}
