import pc from "picocolors";
import { runDay } from "../day/day.ts";
import { chooseNotebooks } from "../day/notebook-file.ts";
import { ProgressDisplay } from "../day/progress.ts";
import { removeReport, writeReport } from "../day/report.ts";
import { differencesText, summary, verdictTable } from "../day/summary.ts";
import { update } from "../day/update.ts";
import { isMet } from "../grade/verdict.ts";
import { command, wholeNumber } from "./command.ts";
import { STOPPED, stoppable } from "./stoppable.ts";

interface Options {
  update?: boolean;
  limit: number;
}

export const start = command("start", {
  0: "every question is met, and the outputs are reproduced (with --update: written)",
  1: "a question is not met, or an output differs",
  130: "stopped by Ctrl-C",
})
  .argument("[notebook...]", "names, or the beginnings of names, such as ex04 (default: all)")
  .option("--update", "write what was printed into the committed notebooks")
  .option("--limit <seconds>", "time for one cell", wholeNumber, 120)
  .addHelpText("after", "\n.day/reports/day.json has the result as data.")
  .action(async (words: string[], options: Options) => {
    removeReport();
    const names = chooseNotebooks(words);
    process.exitCode = await stoppable("Stopped. No kernel is left running.", (signal) =>
      run(names, options, signal),
    );
  });

async function run(names: readonly string[], options: Options, signal: AbortSignal): Promise<number> {
  // The reader of a pipe such as `npm start | head` has gone.
  process.stdout.on("error", () => process.exit(STOPPED));
  const display = new ProgressDisplay(names);
  const onProgress = display.handle.bind(display);
  const results = await runDay(names, { limit: options.limit, onProgress, signal }).finally(() =>
    display.close(),
  );
  const questions = results.flatMap((result) => result.questions);
  const differences = results.flatMap((result) => result.differences);
  const reproduced = differences.length === 0;

  if (questions.length > 0) console.log(`\n${verdictTable(questions, process.stdout.columns)}`);
  const toRead = results.filter(({ trouble }) => !trouble).flatMap((result) => result.differences);
  if (toRead.length > 0) console.log(`\n${differencesText(toRead)}`);
  const written = options.update ? update(results) : undefined;
  console.log(`\n${summary(results, written)}`);
  writeReport(questions, { reproduced, differences });
  for (const { trouble } of results) if (trouble) console.error(pc.red(trouble.sentence));

  if (results.some(({ trouble }) => trouble?.wasRun === false)) return 2;
  if (results.some(({ trouble }) => trouble)) return 1;
  const met = questions.every(isMet);
  return met && (reproduced || options.update) ? 0 : 1;
}
