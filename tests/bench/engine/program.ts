import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { root } from "../../../lib/setup/paths.mjs";
import type { Answer, Task } from "./task.ts";

/** How a contestant's program is run. */
export interface Command {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
}

/** A program that answers tasks, one line of JSON each. It ends with its input, so also when this process is killed. */
export class Program<Asked = Task, Answered = Answer> {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private readonly ended: Promise<void>;
  private complaint = "";
  private isThere = true;

  constructor({ argv: [program, ...args], env }: Command) {
    this.child = spawn(program, args, { cwd: root, env });
    this.ended = new Promise((resolve) => {
      this.child.on("close", () => resolve());
      this.child.on("error", () => {
        this.isThere = false;
      });
    });
    this.child.stdin.on("error", () => {}); // it has ended: there will be no answer, which is noticed
    this.child.stderr.on("data", (data) => {
      this.complaint = (this.complaint + data).slice(-4000);
    });
    const lines: Interface = createInterface({ input: this.child.stdout });
    this.answers = lines[Symbol.asyncIterator]();
  }

  /** @throws Error with the program's last words when it ends without an answer */
  async hear(): Promise<Answered | { about: string } | { absent: string }> {
    const { value, done } = await this.answers.next();
    if (!done) return JSON.parse(value);
    await this.ended;
    if (!this.isThere) return { absent: `There is no ${this.child.spawnfile}` };
    throw new Error(`ended without an answer: ${this.complaint.trim().split("\n").at(-1)}`);
  }

  async ask(task: Asked): Promise<Answered> {
    this.child.stdin.write(`${JSON.stringify(task)}\n`);
    return (await this.hear()) as Answered;
  }

  /** Ends its input and waits for its end. */
  end(): Promise<void> {
    this.child.stdin.end();
    return this.ended;
  }
}
