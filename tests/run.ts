/**
 * Runs every `*.test.ts` under `tests/` with Node's own runner, one process a file, and ends with
 * `N passed, N failed`, alone on its line.
 *
 *     npm test                      everything
 *     npm test -- kernel day        only the files whose path holds one of the words
 *     npm test -- --attacks         and those in attacks/, which take longer (npm run test:attacks: only those)
 *     npm test -- --no-skips        a skipped test counts as failed (what CI asks for)
 */
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { run } from "node:test";
import pc from "picocolors";

const here = import.meta.dirname;
const words = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const withAttacks = process.argv.includes("--attacks");
const skipsFail = process.argv.includes("--no-skips");

const files = readdirSync(here, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .filter((file) =>
    words.length === 0
      ? withAttacks || !file.startsWith("attacks")
      : words.some((word) => file.includes(word)),
  )
  .sort()
  .map((file) => join(here, file));

let passed = 0;
const failures: string[] = [];
const skips: string[] = [];

/** Indents of a test's name by its depth; the file's own line stands above its first test. */
function line(mark: string, nesting: number, name: string, duration: number): string {
  const time = duration >= 100 ? pc.dim(` ${(duration / 1000).toFixed(1)} s`) : "";
  return `${"  ".repeat(nesting + 1)}${mark} ${name}${time}`;
}

if (files.length === 0) {
  console.error(`No test file's path holds ${words.map((word) => JSON.stringify(word)).join(" or ")}.`);
  failures.push("no tests found");
} else {
  let lastFile: string | undefined;
  // A test that fails may leave a process behind, which is not waited for; and a file that hangs has an end.
  const events = run({ files, concurrency: availableParallelism(), forceExit: true, timeout: 20 * 60_000 });
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") continue;
    if (type !== "test:pass" && type !== "test:fail") continue;
    const { name, nesting, file = "", skip, details } = data;
    if (file !== lastFile) console.log(pc.bold(relative(here, file)));
    lastFile = file;
    const isSuite = details.type === "suite";
    const duration = details.duration_ms;
    if (type === "test:pass" && skip !== undefined) {
      skips.push(`${name}${typeof skip === "string" ? `: ${skip}` : ""}`);
      console.log(line(pc.yellow("-"), nesting, name, duration));
    } else if (type === "test:pass") {
      if (!isSuite) passed++;
      console.log(line(pc.green("✓"), nesting, name, duration));
    } else {
      // A suite fails because of a test in it, which is counted already, unless it failed by itself.
      const error = details.error as Error & { failureType?: string; cause?: unknown };
      console.log(line(pc.red("✗"), nesting, name, duration));
      if (error.failureType === "subtestsFailed") continue;
      failures.push(`${relative(here, file)}: ${name}`);
      const cause = error.cause ?? error;
      console.log(pc.red(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)));
    }
  }
}

if (skips.length > 0) {
  console.log(`\nSkipped (${skips.length}):\n${skips.map((skip) => `  - ${skip}`).join("\n")}`);
  if (skipsFail) failures.push(...skips);
}
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  - ${failure}`).join("\n")}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
