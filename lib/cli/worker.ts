import { availableParallelism } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { temporaryFolder } from "../files.ts";
import { gradeKinds } from "../grade/queue/kinds.ts";
import { plainText } from "../grade/report/plain-text.ts";
import { sandboxTrouble } from "../grade/sandbox/bubblewrap.ts";
import { prepareFor } from "../grade/sandbox/prepare.ts";
import { sweepKinds } from "../keras/sweep/sweep-kinds.ts";
import { UserError } from "../setup/user-error.mjs";
import { command, wholeNumber } from "./command.ts";
import { pythonPackages } from "./python-packages.ts";
import { SIGNALS, STOPPED } from "./stoppable.ts";

interface Options {
  queue: string;
  jobs: number;
  asSubmitted?: boolean;
  unsafe?: boolean;
  allowRoot?: boolean;
  status?: boolean;
}

export const worker = command("worker", {
  0: "stopped by Ctrl-C or SIGTERM after its jobs were finished",
  130: "stopped at once, by a second signal: other workers get its jobs",
})
  .requiredOption(
    "--queue <address>",
    "such as redis://host:6379, or rediss://user:password@host:6379 for TLS",
  )
  .option("--jobs <number>", "jobs at once", wholeNumber, availableParallelism())
  .option("--as-submitted", "take no job that runs notebooks")
  .option("--unsafe", "without a sandbox: take the jobs of npm run grade -- --unsafe")
  .option("--allow-root", "run notebooks also as root")
  .option("--status", "show workers, jobs and what failed, then end")
  .addHelpText("after", "\nIt does the jobs of npm run grade -- CLASS --queue …, and of sweep({ queue: … }).")
  .action(async (options: Options) => {
    if (options.status) process.exitCode = await showStatus(options);
    else process.exit(await work(options));
  });

async function work(options: Options): Promise<number> {
  const how = howToRun(options);
  const [stop, kill] = [new AbortController(), new AbortController()];
  const onSignal = () => {
    if (stop.signal.aborted) kill.abort();
    else console.error("Finishing the jobs that have begun; once more to stop at once.");
    stop.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const { runWorker } = await import("../queue/worker.ts");
    await runWorker({
      address: options.queue,
      kinds: { ...gradeKinds(how, pythonPackages()), ...sweepKinds },
      slots: options.jobs,
      stop: stop.signal,
      kill: kill.signal,
      prepare: () => (how === "sandbox" ? prepare(stop.signal) : Promise.resolve()),
      onEvent(event) {
        if (event.kind === "ready")
          console.log(`${event.name} serves ${event.shown} with version ${event.project}.`);
        else if (event.kind === "note") console.error(pc.yellow(plainText(event.sentence)));
        else if (event.kind === "done")
          console.log(`✓ ${plainText(event.label)} ${event.seconds.toFixed(1)} s`);
        else console.log(`✗ ${plainText(event.label)}: ${plainText(event.reason)}`);
      },
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
  return kill.signal.aborted ? STOPPED : 0;
}

async function showStatus({ queue }: Options): Promise<number> {
  const { queueStatus } = await import("../queue/status.ts");
  const python = pythonPackages();
  const kinds = { ...gradeKinds("sandbox", python), ...gradeKinds("unsafe", python), ...sweepKinds };
  const status = await queueStatus(queue, Object.keys(kinds));
  for (const warning of status.warnings) console.error(pc.yellow(warning));
  console.log(status.shown);
  for (const { kind, waiting, active, completed, failed } of status.kinds)
    console.log(`  ${kind}: ${waiting} waiting, ${active} active, ${completed} completed, ${failed} failed`);
  console.log(status.workers.length === 0 ? "No workers." : "Workers:");
  for (const { name, slots, busy, done, difference } of status.workers) {
    const state =
      difference === undefined ? `${busy} of ${slots} busy, ${done} done` : `refused: ${difference}`;
    console.log(`  ${plainText(name)}: ${state}`);
  }
  if (status.clients.length > 0) console.log("Waiting for results:");
  for (const { name, kinds, difference } of status.clients)
    console.log(
      `  ${plainText(name)}: ${kinds.join(", ")}${difference === undefined ? "" : `; ${difference}`}`,
    );
  const dead = status.kinds.flatMap(({ deadLetters }) => deadLetters);
  if (dead.length > 0) console.log("Failed, and tried again when they are asked for again:");
  for (const { label, reason } of dead) console.log(`  ${plainText(label)}: ${plainText(reason)}`);
  return 0;
}

/** @throws UserError if notebooks cannot be run here as the options say */
function howToRun({ asSubmitted, unsafe, allowRoot }: Options): "sandbox" | "unsafe" | "no" {
  if (asSubmitted) return "no";
  if (process.getuid?.() === 0 && !allowRoot)
    throw new UserError(
      "Running other people's notebooks as root is not recommended. Work as an ordinary user, with --as-submitted to run nothing, or with --allow-root.",
    );
  if (unsafe) return "unsafe";
  const trouble = sandboxTrouble();
  if (trouble === undefined) return "sandbox";
  throw new UserError(
    `This machine cannot run notebooks, since ${plainText(trouble)}. --as-submitted takes no job that runs notebooks, --unsafe runs those that are given to workers without a sandbox.`,
  );
}

/** Fills the caches that all jobs read, once. */
const prepare = (signal: AbortSignal) =>
  prepareFor(["typescript", "python"], join(temporaryFolder(), "prepare"), signal, (what) =>
    console.error(pc.dim(`Preparing ${what} …`)),
  );
