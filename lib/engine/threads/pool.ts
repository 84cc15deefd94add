import { Pacer } from "../../event-loop.ts";
import type { Stop } from "../assembly/kinds.ts";
import { clearControl } from "../call.ts";
import { type Block, kernels, type Memory, MOST_THREADS, sharedMemory } from "../memory.ts";
import { CONTROL } from "../records.ts";
import { cores, sharesMemory, startThread, type Task, type Thread } from "./host.ts";

/** A task on one or more worker threads, or on this thread if no other can be started. */
export class Job {
  /** Resolves when all threads have finished. Rejects when one has died. */
  readonly done: Promise<void>;
  private isDone = false;
  private resolve: () => void = () => {};
  private reject: (error: Error) => void = () => {};
  private entries: readonly Entry[] = [];
  private left = 0;

  /**
   * Runs the task as soon as a thread is idle.
   *
   * @param threads how many are to work together; fewer do if not as many are idle
   * @param control address of a control block, for the task alone
   * @param memories all that the task reads and writes. Without them, it runs on this thread if threads share no memory
   */
  constructor(
    private readonly task: Task,
    readonly threads: number,
    private readonly control: number,
    private readonly memories?: Iterable<Memory>,
  ) {
    clearControl(control);
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // It may fail before anyone awaits it.
    this.done.catch(() => {});
    queue.push(this);
    startJobs();
  }

  /**
   * Asks the threads to end: `Stop.afterBatch` or `Stop.atOnce`. A job that has not begun is given up, and so is one of a thread with
   * its own memory.
   */
  stop(how: Stop): void {
    const queued = queue.indexOf(this);
    if (queued >= 0) queue.splice(queued, 1);
    if (queued >= 0 || (!sharesMemory && this.entries.length > 0)) {
      this.end();
      this.terminate();
    }
    Atomics.store(new Int32Array(sharedMemory.buffer, this.control + CONTROL.stop, 1), 0, how);
  }

  /** After `stop`, waits for the threads, blocking the event loop. */
  wait(): void {
    // A task on this thread makes no progress meanwhile.
    if (this.entries.length === 0) this.end();
    const count = new Int32Array(sharedMemory.buffer, this.control + CONTROL.finished, 1);
    for (let n = Atomics.load(count, 0); n < this.entries.length; n = Atomics.load(count, 0))
      Atomics.wait(count, 0, n);
  }

  start(entries: readonly Entry[]): void {
    this.entries = entries;
    this.left = entries.length;
    const { task } = this;
    const finished = this.control + CONTROL.finished;
    entries.forEach((entry, part) => {
      entry.job = this;
      entry.thread.ref();
      entry.thread.post({ task, part, parts: entries.length, finished }, this.blocks);
    });
  }

  /** Its memory, for a thread that has its own. */
  private get blocks(): Block[] {
    return sharesMemory ? [] : [...(this.memories ?? [])].flatMap(({ blocks }) => blocks);
  }

  /** False for one that only this thread can run. */
  get canMove(): boolean {
    return sharesMemory || (this.memories !== undefined && this.threads === 1);
  }

  /** Runs the task on this thread, yielding to the event loop in between. */
  async runHere(): Promise<void> {
    const pacer = new Pacer();
    const [name, ...args] = this.task;
    const run = kernels[name] as (...args: number[]) => number;
    while (!this.isDone && run(...args, 0, 1) > 0) await pacer.rest();
    this.end();
  }

  /** One of the threads has finished. */
  oneDone(): void {
    this.left--;
    if (this.left === 0) this.end();
  }

  /** One of the threads has died. The others are terminated too, since they would wait for it. */
  fail(reason: string): void {
    if (this.isDone) return;
    this.isDone = true;
    this.terminate();
    this.reject(
      new Error(
        `A worker thread of the engine ended in the middle of its work (${reason}). The weights may be from the middle of an update: set them again, or create the model again.`,
      ),
    );
  }

  private end(): void {
    this.isDone = true;
    this.resolve();
  }

  private terminate(): void {
    for (const { thread, job } of this.entries) if (job === this) thread.terminate();
  }
}

interface Entry {
  readonly thread: Thread;
  isReady: boolean;
  job: Job | undefined;
}

/** All threads, which all models share. Each is started when it is first needed, and ends with the process. */
const threads: (Entry | undefined)[] = [];
/** Jobs that wait for a thread. */
const queue: Job[] = [];
/** The most threads that can be started here, as far as is known. */
let limit = MOST_THREADS;

/** Gives waiting jobs to idle threads, and starts threads: up to the number of cores, or as many as a job wants. */
function startJobs(): void {
  for (let job = queue[0]; job !== undefined; job = queue[0]) {
    if (limit === 0 || !job.canMove) {
      queue.shift();
      void job.runHere();
      continue;
    }
    const all = threads.filter((entry) => entry !== undefined) as Entry[];
    const idle = all.filter((entry) => entry.job === undefined);
    const most = Math.min(limit, Math.max(cores, job.threads));
    const wanted = queue.reduce((sum, { threads }) => sum + threads, 0);
    for (let count = all.length; idle.length < wanted && count < most; count++) {
      const entry = startEntry();
      if (entry) idle.push(entry);
    }
    if (limit === 0) continue;
    idle.sort((a, b) => Number(b.isReady) - Number(a.isReady));
    const chosen = idle.slice(0, job.threads);
    // A thread that has become ready, or idle, calls this again.
    if (chosen.length === 0 || chosen.some(({ isReady }) => !isReady)) return;
    queue.shift();
    job.start(chosen);
  }
}

function startEntry(): Entry | undefined {
  const free = threads.indexOf(undefined);
  const at = free < 0 ? threads.length : free;
  try {
    const thread = startThread(
      at + 1,
      () => {
        const { job } = entry;
        entry.isReady = true;
        entry.job = undefined;
        thread.unref();
        job?.oneDone();
        startJobs();
      },
      (reason) => {
        threads[at] = undefined;
        if (!entry.isReady) limit = readyThreads();
        entry.job?.fail(reason);
        startJobs();
      },
    );
    const entry: Entry = { thread, isReady: false, job: undefined };
    threads[at] = entry;
    // A job waits for it.
    thread.ref();
    return entry;
  } catch {
    limit = readyThreads();
    return undefined;
  }
}

function readyThreads(): number {
  return threads.filter((entry) => entry?.isReady).length;
}

/** Work without threads after which those that could have shared it are started: about 100 ms, as long as their start takes. */
const WORTH_A_START = 2 ** 31;
let unshared = 0;

/** True if so many threads are ready to share that work. If not, they are started once such work has added up. */
export function areReady(count: number, work: number): boolean {
  if (readyThreads() >= count) return true;
  unshared += work;
  const started = threads.filter((entry) => entry !== undefined).length;
  if (unshared >= WORTH_A_START && sharesMemory)
    for (let n = started; n < Math.min(count, limit); n++) startEntry();
  return false;
}
