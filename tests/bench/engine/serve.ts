import { createInterface } from "node:readline";
import { Absent } from "../subject.ts";
import { peakMemory } from "./memory.ts";
import type { Answer, Measured, Task } from "./task.ts";

/** Measures once. */
export type Measure = () => Promise<Measured>;

/** A library under measurement, in a process of its own. */
export interface Library {
  about: string;
  /** Makes a task ready and returns what measures it. */
  prepare(task: Task): Promise<Measure> | Measure;
}

/**
 * Says what the library is, then answers tasks, one line of JSON each, until its input ends. `peers.py` speaks the same way.
 *
 * @param load says by `Absent` that it is not there
 */
export async function serve(load: () => Promise<Library>): Promise<void> {
  const say = (message: Answer | { about: string }) => process.stdout.write(`${JSON.stringify(message)}\n`);
  console.log = console.error; // the output belongs to the answers
  try {
    const library = await load();
    say({ about: library.about });
    const ready = new Map<string, Measure>();
    for await (const line of createInterface({ input: process.stdin })) {
      say(await answer(library, ready, line));
    }
  } catch (error) {
    say(refusal(error));
  }
}

async function answer(library: Library, ready: Map<string, Measure>, line: string): Promise<Answer> {
  try {
    const measure = ready.get(line) ?? (await library.prepare(JSON.parse(line)));
    ready.set(line, measure);
    return { ...(await measure()), memory: peakMemory() };
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Answer {
  const { message } = error as Error;
  return error instanceof Absent ? { absent: message } : { error: message };
}
