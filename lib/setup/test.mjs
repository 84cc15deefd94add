import { join } from "node:path";
import { root } from "./paths.mjs";
import { runHere, runQuietly } from "./run.mjs";

/** @param {...string} path */
const program = (...path) => [process.execPath, join(root, "node_modules", ...path)];

/** What must pass before the tests: types for the project's compiler and for the one inside tslab, and lint. */
const gates = [
  { title: "types", command: [...program("typescript", "bin", "tsc"), "-p", "."] },
  {
    title: "types as tslab sees them",
    command: [...program("@tslab", "typescript-for-tslab", "bin", "tsc"), "-p", "."],
  },
  { title: "lint", command: [...program("@biomejs", "biome", "bin", "biome"), "check"] },
];

/**
 * Types, lint, then `tests/run.ts`. The last line is always `N passed, N failed`.
 *
 * @param {string[]} args for `tests/run.ts`
 */
export async function test(args) {
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
