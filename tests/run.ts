/**
 * Runs every `*.test.ts` under `tests/` with Node's test runner, one process per file. Prints the slowest files, then
 * `N passed, N failed` alone on the last line.
 *
 *     npm test                      everything
 *     npm test -- kernel day        only files whose path contains one of the words
 *     npm run test:fast -- kernel   only files in the folder tests/kernel, without those listed in slow.json
 *     npm test -- --attacks         also those in attacks/, which take longer (npm run test:attacks: only those)
 *     npm test -- --no-skips        a skipped test counts as failed, as in CI
 *     npm test -- --retry           files with failures run once more, one at a time, when the others have ended; what
 *                                   passes then is listed as flaky and counts as passed, as in CI
 *
 * A file or a suite that runs no test counts as failed.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { run } from "node:test";
import pc from "picocolors";
import { buildTests, builtTest, sourceStack } from "./build.ts";
import { setCertificatesAside } from "./online.ts";

const here = import.meta.dirname;
const words = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const withAttacks = process.argv.includes("--attacks");
const skipsFail = process.argv.includes("--no-skips");
const retries = process.argv.includes("--retry");
const isFast = process.argv.includes("--fast");

/** Rough seconds of the slowest files, for the order in which they start; `--fast` leaves them out. */
const slow: Record<string, number> = JSON.parse(readFileSync(join(here, "slow.json"), "utf8"));

const all = readdirSync(here, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => file.replaceAll("\\", "/"))
  .sort();

function isWanted(file: string): boolean {
  if (isFast) return words.some((folder) => file.startsWith(`${folder}/`));
  if (words.length > 0) return words.some((word) => file.includes(word));
  return withAttacks || !file.startsWith("attacks/");
}

const wanted = all.filter(isWanted);
const leftOut = isFast ? wanted.filter((file) => file in slow) : [];
// The slowest first, so that all cores are busy to the end.
const files = wanted
  .filter((file) => !leftOut.includes(file))
  .sort((a, b) => (slow[b] ?? 0) - (slow[a] ?? 0))
  .map((file) => join(here, file));

/** The outcome of one file. */
interface Outcome {
  passed: number;
  failures: string[];
  skips: string[];
  seconds: number;
}

function usage(): string {
  const folders = [...new Set(all.map((file) => file.split("/")[0]))].join(", ");
  return words.length === 0
    ? `Which folder? npm run test:fast -- FOLDER, where FOLDER is one of ${folders}`
    : `There is no folder ${words.join(" or ")} in tests. There are ${folders}`;
}

/** One line of the report, indented by the test's depth. */
function line(mark: string, nesting: number, name: string, duration: number): string {
  const time = duration >= 100 ? pc.dim(` ${(duration / 1000).toFixed(1)} s`) : "";
  return `${"  ".repeat(nesting + 1)}${mark} ${name}${time}`;
}

/** Runs a file in a process of its own, and prints its tests after `progress` when it has ended. */
async function runFile(file: string, progress: () => string): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failures: [], skips: [], seconds: 0 };
  const where = relative(here, file);
  const built = builtTest(file);
  const report: string[] = [];
  /** Tests reported so far at each depth; a suite is reported after its tests. */
  const counts: number[] = [];
  const isWhole = (name: string) => resolve(name) === built;
  // A failing test may leave a process behind, which is not waited for; a file that hangs is stopped.
  for await (const { type, data } of run({ files: [built], forceExit: true, timeout: 20 * 60_000 })) {
    if (type === "test:complete" && isWhole(data.name)) outcome.seconds = data.details.duration_ms / 1000;
    if (type !== "test:pass" && type !== "test:fail") continue;
    const { name, nesting, skip, details } = data;
    const isSuite = details.type === "suite";
    const duration = details.duration_ms;
    const inside = counts[nesting + 1] ?? 0;
    counts[nesting] = (counts[nesting] ?? 0) + 1;
    counts.length = nesting + 1;
    // A file that registers no test is itself reported as one.
    const isEmpty = isSuite ? inside === 0 : isWhole(name);
    if (type === "test:pass" && skip === undefined && isEmpty) {
      report.push(line(pc.red("✗"), nesting, isSuite ? name : "no test", duration));
      outcome.failures.push(`${where}: ${isSuite ? `"${name}" ` : ""}runs no test`);
    } else if (type === "test:pass" && skip !== undefined) {
      outcome.skips.push(`${where}: ${name}${typeof skip === "string" ? `: ${skip}` : ""}`);
      report.push(line(pc.yellow("-"), nesting, name, duration));
    } else if (type === "test:pass") {
      if (!isSuite) outcome.passed++;
      report.push(line(pc.green("✓"), nesting, name, duration));
    } else {
      report.push(line(pc.red("✗"), nesting, name, duration));
      const error = details.error as Error & { failureType?: string; cause?: unknown };
      // A suite that fails because of a test in it is not counted again.
      if (error.failureType === "subtestsFailed") continue;
      outcome.failures.push(`${where}: ${name}`);
      const cause = error.cause ?? error;
      report.push(
        pc.red(sourceStack(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))),
      );
    }
  }
  console.log([`${pc.bold(where)} ${pc.dim(progress())}`, ...report].join("\n"));
  return outcome;
}

/** Runs the files in their order, that many at a time. */
async function runFiles(files: string[], concurrency: number): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const waiting = files.values();
  const progress = () => `${outcomes.size + 1} of ${files.length}`;
  const work = async () => {
    for (const file of waiting) outcomes.set(file, await runFile(file, progress));
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return outcomes;
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

if (files.length === 0) {
  const quoted = words.map((word) => JSON.stringify(word)).join(" or ");
  console.error(isFast ? usage() : `No test file's path contains ${quoted}.`);
  console.log("\n0 passed, 1 failed");
  process.exit(1);
}

// Twice as many as there are cores: most files wait for kernels, browsers and timers for a part of their time.
const concurrency = 2 * availableParallelism();
const atATime = files.length > concurrency ? `, ${concurrency} at a time` : "";
console.log(
  `Running ${files.length} test file${files.length === 1 ? "" : "s"}${atATime}. Each is shown when it has ended.`,
);

await buildTests(files);
process.execArgv = []; // tests run without tsx
// Set-up installs TensorFlow uncompiled. If Python may not keep what it compiles of it, each import costs 7 s of CPU in place of 3.5 s.
delete process.env.PYTHONDONTWRITEBYTECODE;
setCertificatesAside();

// Tests make their folders in one, which goes with them, so they need not remove theirs; a killed run's is removed by the next one.
const system = tmpdir();
for (const name of readdirSync(system)) {
  const [, id] = /^keras-day-tests-(\d+)$/.exec(name) ?? [];
  if (id !== undefined && !isRunning(Number(id)))
    rmSync(join(system, name), { recursive: true, force: true });
}
const temporary = join(system, `keras-day-tests-${process.pid}`);
mkdirSync(temporary);
// Windows has the other name.
Object.assign(process.env, { TMPDIR: temporary, TEMP: temporary });
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

const outcomes = await runFiles(files, concurrency);
const slowest = [...outcomes].sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, 10);

const flaky: string[] = [];
const failed = files.filter((file) => outcomes.get(file)!.failures.length > 0);
if (retries && failed.length > 0) {
  console.log(pc.bold(`\nOnce more, one at a time (${failed.length}):`));
  for (const [file, again] of await runFiles(failed, 1)) {
    const { failures } = outcomes.get(file)!;
    flaky.push(...failures.filter((failure) => !again.failures.includes(failure)));
    outcomes.set(file, again);
  }
}

const ended = [...outcomes.values()];
const passed = ended.reduce((sum, { passed }) => sum + passed, 0);
const skips = ended.flatMap(({ skips }) => skips);
const failures = ended.flatMap(({ failures }) => failures);

if (leftOut.length > 0) {
  console.log(`\nLeft out as slow (npm test runs them):\n${leftOut.map((file) => `  - ${file}`).join("\n")}`);
}
if (files.length > 1) {
  const lines = slowest.map(
    ([file, { seconds }]) => `${seconds.toFixed(1).padStart(8)} s  ${relative(here, file)}`,
  );
  console.log(`\nSlowest files:\n${lines.join("\n")}`);
}
if (skips.length > 0) {
  console.log(`\nSkipped (${skips.length}):\n${skips.map((skip) => `  - ${skip}`).join("\n")}`);
  if (skipsFail) failures.push(...skips);
}
if (flaky.length > 0) {
  console.log(
    `\nFlaky: failed beside other files, and passed alone:\n${flaky.map((name) => `  - ${name}`).join("\n")}`,
  );
}
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  - ${failure}`).join("\n")}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
