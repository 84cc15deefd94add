/**
 * The day: runs the notebooks, says of each of the audit's questions whether it is met, and whether the run printed what
 * is committed.
 *
 *     npm start                      all notebooks
 *     npm start -- ex04              one of them
 *     npm start -- --update          and write what was printed into the committed notebooks
 *     npm start -- --limit 600       allow each cell 600 seconds instead of 120
 *
 * Exit code: 0 every question of the notebooks that ran is met and their outputs are reproduced (with --update: written),
 * 1 not so, 2 the run was not possible, 130 stopped by Ctrl-C. `.day/reports/day.json` says the same to programs.
 */
import pc from "picocolors";
import { UserError } from "../errors.ts";
import { type NotebookResult, runDay } from "./day.ts";
import { chooseNotebooks } from "./notebook-file.ts";
import { type Options, readOptions } from "./options.ts";
import { ProgressDisplay } from "./progress.ts";
import { removeReport, writeReport } from "./report.ts";
import { differencesText, summary } from "./summary.ts";
import { verdictTable } from "./table.ts";
import { update } from "./update.ts";

async function main(): Promise<number> {
  removeReport();
  const options = readOptions(process.argv.slice(2));
  const names = chooseNotebooks(options.words);
  const results = await run(names, options);
  const questions = results.flatMap((result) => result.questions);
  const differences = results.flatMap((result) => result.differences);
  const reproduced = differences.length === 0;

  if (questions.length > 0) console.log(`\n${verdictTable(questions, process.stdout.columns)}`);
  const read = results.filter(({ trouble }) => !trouble).flatMap((result) => result.differences);
  if (read.length > 0) console.log(`\n${differencesText(read)}`);
  const written = options.update ? update(results) : undefined;
  console.log(`\n${summary(results, written)}`);
  writeReport({ questions, reproduced, differences });
  for (const { trouble } of results) if (trouble) console.error(pc.red(trouble.sentence));

  if (results.some(({ trouble }) => trouble?.wasRun === false)) return 2;
  if (results.some(({ trouble }) => trouble)) return 1;
  const met = questions.every(({ verdict }) => verdict === "met");
  return met && (reproduced || options.update) ? 0 : 1;
}

async function run(names: readonly string[], { limit }: Options): Promise<NotebookResult[]> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of SIGNALS) process.on(signal, stop);
  const display = new ProgressDisplay(names);
  try {
    const onProgress = display.handle.bind(display);
    return await runDay(names, { limit, onProgress, signal: controller.signal });
  } finally {
    display.close();
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

const STOPPED = 130;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

// Whoever read this has gone, as `npm start | head` does: there is nobody left to run for.
process.stdout.on("error", () => process.exit(STOPPED));

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (error?.name === "AbortError") {
      console.error("Stopped. No kernel is left running.");
      process.exitCode = STOPPED;
    } else if (error instanceof UserError) {
      console.error(pc.red(error.message));
      process.exitCode = 2;
    } else {
      throw error;
    }
  },
);
