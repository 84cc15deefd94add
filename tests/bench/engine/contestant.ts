import { Absent, type Contestant, type Figures, type Session } from "../subject.ts";
import { type Command, Program } from "./program.ts";
import type { Answer, Task } from "./task.ts";

/** The two programs of a library: one that answers tasks, and one that imports it and prints its memory. */
export interface Library {
  name: string;
  serve: Command;
  importing: Command;
  /** The same program without the library. */
  empty: Command;
  /** Words for its absence, besides the reason. */
  remedy?: string;
}

/** A library in a process that lives as long as the bench, so that it is warm; where a cold one is asked for, in a new one. */
export function contestant({ name, serve, importing, empty, remedy }: Library): Contestant<Task> {
  return {
    name,
    async start(): Promise<Session<Task>> {
      const program = new Program(serve);
      const { about } = checked(await program.hear(), remedy) as { about: string };
      return {
        about,
        async measure(task) {
          if (task.kind === "import") return importFigures(importing, empty);
          if (task.kind === "firstFit") return firstFit(serve, task);
          return figures(await program.ask(task), task);
        },
        end: () => program.end(),
      };
    },
  };
}

async function firstFit(command: Command, task: Task): Promise<Figures> {
  const start = performance.now();
  const program = new Program(command);
  try {
    checked(await program.hear());
    const answer = await program.ask(task);
    await program.end();
    return { ...figures(answer, task), process: performance.now() - start };
  } finally {
    await program.end();
  }
}

async function importFigures(importing: Command, empty: Command): Promise<Figures> {
  const without = await footprint(empty);
  const full = await footprint(importing);
  const memory = full.memory === null || without.memory === null ? null : full.memory - without.memory;
  return { ms: full.ms - without.ms, memory };
}

/** A whole process, from start to end. */
async function footprint(command: Command): Promise<{ ms: number; memory: number | null }> {
  const start = performance.now();
  const program = new Program(command);
  const memory = (await program.hear()) as unknown as number | null;
  await program.end();
  return { ms: performance.now() - start, memory };
}

function figures(answer: Answer, task: Task): Figures {
  const { ms, loss, memory } = checked(answer) as Extract<Answer, { ms: number }>;
  if ("net" in task && loss !== undefined && !(loss < task.net.lossBelow)) {
    throw new Error(`its loss is ${loss}, not below ${task.net.lossBelow}: it has not learnt`);
  }
  return { ms, memory };
}

function checked<T extends Answer | { about: string }>(answer: T, remedy?: string): T {
  if ("absent" in answer) throw new Absent(remedy ? `${answer.absent}. ${remedy}` : answer.absent);
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}
