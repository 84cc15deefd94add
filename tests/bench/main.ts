/**
 * Measures the project beside its peers, in one run and in turn. Figures of a machine that does other work at the same time
 * are rough; the ratios hold better.
 *
 *     npm run bench                      every subject
 *     npm run bench -- engine            one of them
 *     npm run bench -- engine wide       only its cases with one of the words in a title
 *     npm run bench -- engine --rounds 9
 *
 * Peers that are not installed are left out with a word. Those of Python are looked for in the project's Python, or in the
 * one that `BENCH_PYTHON` names. `.day/reports/bench-SUBJECT.json` has every figure.
 *
 * Exit code: 0 measured, whether or not the goals are reached; 1 a contestant failed; 2 the run was not possible.
 */
import { availableParallelism, cpus, loadavg } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import { UserError } from "../../lib/errors.ts";
import { generated, root } from "../../lib/setup/paths.mjs";
import { writeWhole } from "../../lib/work-files.ts";
import { type Result, run } from "./rounds.ts";
import type { Subject } from "./subject.ts";
import { resultTable } from "./table.ts";

/** Each is loaded when it is asked for. */
const subjects: Record<string, () => Promise<Subject>> = {
  engine: async () => (await import("./engine/index.ts")).engine(),
  kernel: async () => (await import("./kernel/index.ts")).kernel(),
  grade: async () => (await import("./grade/index.ts")).grade(),
};

interface Options {
  names: string[];
  /** Only cases with one of them in a title; none: all. */
  words: string[];
  rounds: number;
}

function readOptions(): Options {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { rounds: { type: "string", default: "5" } },
    });
    const rounds = Number(values.rounds);
    if (!(Number.isInteger(rounds) && rounds > 0)) {
      throw new Error(`--rounds wants a whole number above 0, got ${JSON.stringify(values.rounds)}`);
    }
    const [name, ...words] = positionals;
    if (name === undefined) return { names: Object.keys(subjects), words, rounds };
    if (Object.hasOwn(subjects, name)) return { names: [name], words, rounds };
    throw new Error(
      `There is no subject ${JSON.stringify(name)}: choose from ${Object.keys(subjects).join(", ")}`,
    );
  } catch (error) {
    const usage = "npm run bench [-- SUBJECT [WORD …]] [--rounds N]";
    throw new UserError(`${(error as Error).message.split("\n")[0]} (usage: ${usage})`);
  }
}

async function bench(name: string, { words, rounds }: Options): Promise<Result> {
  const subject = await subjects[name]();
  try {
    const cases = subject.cases.filter(
      ({ rows }) =>
        words.length === 0 || rows.some(({ title }) => words.some((word) => title.includes(word))),
    );
    if (cases.length === 0) throw new UserError(`No title of ${name} holds ${words.join(" or ")}.`);
    const onCase = (title: string) => console.error(pc.dim(`  ${title} …`));
    return await run({ ...subject, cases }, { rounds, onCase });
  } finally {
    subject.close();
  }
}

function machine() {
  const { platform, arch, version } = process;
  return { cpu: cpus()[0]?.model, cores: availableParallelism(), platform, arch, node: version };
}

async function main(): Promise<number> {
  const options = readOptions();
  let failed = false;
  for (const name of options.names) {
    const { cpu, cores, node } = machine();
    const [load] = loadavg();
    console.error(`${pc.bold(name)}: ${options.rounds} rounds on ${cores} cores of ${cpu}, Node ${node}`);
    const result = await bench(name, options);
    const file = join(generated, "reports", `bench-${name}.json`);
    const report = { subject: name, machine: machine(), load, rounds: options.rounds, ...result };
    writeWhole(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(resultTable(result));
    console.log("Each cell: median over the rounds, smallest–largest, and how many times ours it is.");
    for (const { name, about } of result.contestants) console.log(`${name}: ${about}`);
    for (const note of result.notes) console.log(pc.yellow(`- ${note}`));
    for (const failure of result.failures) console.error(pc.red(`✗ ${failure}`));
    if (load > 0.3 * cores) {
      console.log(
        pc.yellow(`- The machine was busy at the start (load ${load.toFixed(1)}): the figures are rough.`),
      );
    }
    console.log(`All figures: ${relative(root, file)}`);
    failed ||= result.failures.length > 0;
  }
  return failed ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (!(error instanceof UserError)) throw error;
    console.error(pc.red(error.message));
    process.exitCode = 2;
  },
);
