import { join } from "node:path";
import { generated } from "../setup/paths.mjs";
import { command, wholeNumber } from "./command.ts";

export const bench = command("bench", {
  0: "measured, whether or not the goals are reached",
  1: "a contestant failed",
})
  .argument("[subject]", "engine, kernel or grade (default: all)")
  .argument("[word...]", "only the cases with one of these words in a title")
  .option("--rounds <number>", "rounds", wholeNumber, 5)
  .option("--out <folder>", "folder of the figures", join(generated, "reports"))
  .addHelpText(
    "after",
    "\nPeers that are not installed are left out. Those of Python are looked for in the project's Python, or in the one that\nBENCH_PYTHON names. bench-SUBJECT.json has every figure.",
  )
  .action(async (subject: string | undefined, words: string[], options: { rounds: number; out: string }) => {
    const { runBenchmarks } = await import("../../tests/bench/main.ts");
    process.exitCode = await runBenchmarks({ subject, words, ...options });
  });
