/**
 * Measures the project beside its peers, in one run and in turn, for `npm run bench`. Figures of a machine that does other work
 * at the same time are rough; the ratios hold better.
 */
import { availableParallelism, cpus, loadavg } from "node:os";
import { join, relative } from "node:path";
import pc from "picocolors";
import { writeFileAtomic } from "../../lib/files.ts";
import { root } from "../../lib/setup/paths.mjs";
import { UserError } from "../../lib/setup/user-error.mjs";
import { type Result, run } from "./rounds.ts";
import type { Subject } from "./subject.ts";
import { resultTable } from "./table.ts";

/** Each is loaded when it is asked for. */
const subjects: Record<string, () => Promise<Subject>> = {
  engine: async () => (await import("./engine/index.ts")).engine(),
  kernel: async () => (await import("./kernel/index.ts")).kernel(),
  grade: async () => (await import("./grade/index.ts")).grade(),
  waiting: async () => (await import("./waiting/index.ts")).waiting(),
  site: async () => (await import("./site/index.ts")).site(),
};

interface Options {
  /** `undefined`: all. */
  subject: string | undefined;
  /** Only cases with one of them in a title; none: all. */
  words: string[];
  rounds: number;
  /** Folder of the JSON files. */
  out: string;
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

/**
 * Runs the benchmarks, prints their tables and writes the reports.
 *
 * @returns exit code: 0 measured, 1 a contestant failed
 * @throws UserError for an unknown subject or words that choose no case
 */
export async function runBenchmarks(options: Options): Promise<number> {
  const all = Object.keys(subjects);
  const { subject } = options;
  if (subject !== undefined && !all.includes(subject)) {
    throw new UserError(`There is no subject ${JSON.stringify(subject)}: choose from ${all.join(", ")}.`);
  }
  let failed = false;
  for (const name of subject === undefined ? all : [subject]) {
    const { cpu, cores, node } = machine();
    const [load] = loadavg();
    console.error(`${pc.bold(name)}: ${options.rounds} rounds on ${cores} cores of ${cpu}, Node ${node}`);
    const result = await bench(name, options);
    const file = join(options.out, `bench-${name}.json`);
    const report = { subject: name, machine: machine(), load, rounds: options.rounds, ...result };
    writeFileAtomic(file, `${JSON.stringify(report, null, 2)}\n`);
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
