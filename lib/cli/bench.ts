import { join } from "node:path";
import { Option } from "commander";
import { generated } from "../setup/paths.mjs";
import { command, wholeNumber } from "./command.ts";

const reports = join(generated, "reports");

interface Options {
  rounds: number;
  out: string;
  installPeers?: boolean;
}

export const bench = command("bench", {
  0: "measured, whether or not the goals are reached",
  1: "a contestant failed",
})
  .argument("[subject]", "engine, kernel, grade, waiting or site (default: all)")
  .argument("[word...]", "only the cases with one of these words in a title")
  .option(
    "--rounds <number>",
    "how often each case is measured: 5 for medians, 1 for a first look",
    wholeNumber,
    5,
  )
  .addOption(new Option("--out <folder>", "folder of the figures").default(reports, ".day/reports"))
  .option(
    "--install-peers",
    "first install scikit-learn, JAX and PyTorch (several GB with CUDA) into .day/peers",
  )
  .addHelpText(
    "after",
    "\nPeers that are not installed are left out. Python peers are looked for in the project's Python, in the folder of\n--install-peers, and in the Python that BENCH_PYTHON names. bench-SUBJECT.json has every figure.",
  )
  .action(async (subject: string | undefined, words: string[], { installPeers, ...options }: Options) => {
    if (installPeers) (await import("../../tests/bench/engine/install-peers.ts")).installPeers();
    const { runBenchmarks } = await import("../../tests/bench/main.ts");
    process.exitCode = await runBenchmarks({ subject, words, ...options });
  });
