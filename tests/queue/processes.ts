/** The programs of the queue as processes: what they print, and how they end. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cliProgram } from "../../lib/setup/cli-program.mjs";
import { root } from "../../lib/setup/paths.mjs";
import { buildTests, builtTest } from "../build.ts";

export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** All that it printed. */
  text = "";

  /** @param args for Node */
  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding("utf8").on("data", (text) => {
        this.text += text;
      });
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
    programs.add(this);
    this.ended.then(() => programs.delete(this));
  }

  /** Waits until it has printed this. */
  async printed(pattern: RegExp): Promise<void> {
    for (let i = 0; i < 15_000 && !pattern.test(this.text); i++) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) break;
      await sleep(20);
    }
    if (!pattern.test(this.text)) throw new Error(`Expected ${pattern} in what it printed:\n${this.text}`);
  }
}

const programs = new Set<Program>();

/** Kills what still runs. */
export async function killAll(): Promise<void> {
  for (const { child } of programs) child.kill("SIGKILL");
  await Promise.all([...programs].map(({ ended }) => ended));
}

/** `npm run NAME -- ARGS`, without set-up. */
export const command = (name: string, args: readonly string[], env?: NodeJS.ProcessEnv): Program =>
  new Program(cliProgram(name, ...args), env);

const built = (file: string) => builtTest(join(import.meta.dirname, file));

/** Builds the worker and its jobs, without which each of their processes takes 1 s of CPU time longer. */
export const buildWorkers = () =>
  buildTests(
    ["worker.ts", "slow-grade.ts", "lying-grade.ts", "crash.ts"].map((file) =>
      join(import.meta.dirname, file),
    ),
  );

/** A worker whose jobs are done by a module of the tests. */
export const testWorker = (address: string, kind: string, module: string, slots = 1): Program =>
  new Program([built("worker.ts"), address, kind, built(module), String(slots)]);
