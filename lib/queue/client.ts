import { setTimeout as sleep } from "node:timers/promises";
import { type Project, readProject } from "../project.ts";
import { debug, openServer } from "./connection.ts";
import { decode, LARGEST_MESSAGE } from "./encode.ts";
import { INPUT_GONE, type JobData, type JobReturn, PREFIX, queueName } from "./keys.ts";
import { loadBullmq, type Queue, type Redis } from "./packages.ts";
import { collected, getOutput, KEPT, putInput } from "./payloads.ts";
import {
  announce,
  HEARTBEAT,
  leave,
  type Member,
  members,
  mismatch,
  ownName,
  refusal,
  refuse,
} from "./registry.ts";

/** How often pending jobs are polled, in milliseconds. */
const POLL = 200;
/** Attempts at a job before it fails. */
const ATTEMPTS = 3;
/** Upper bound of the inputs in Redis at once, in bytes. */
const MOST_BYTES = 256_000_000;
/** How often it is said that no worker serves the queue, in milliseconds. */
const REMINDER = 60_000;

export interface NewJob {
  /** Jobs with the same id have the same result, so one that is in the queue is not added again. */
  id: string;
  label: string;
  /** Milliseconds after which its process is killed. */
  limit: number;
  /** Estimated size of its input, in bytes. */
  size: number;
  /** Returns the input, packed by `encode`. */
  input(): Promise<Buffer>;
  /** Names of the workers that must not do it. */
  notBy?: readonly string[];
}

/** The result of a job, and the name of the worker. */
export interface Outcome {
  value: unknown;
  by: string;
}

/** The error of a job that every attempt failed. It stays in the queue for a week, as a dead letter. */
class JobFailed extends Error {
  override name = "JobFailed";
}

export interface QueueState {
  waiting: number;
  active: number;
  /** Workers that may do these jobs. */
  workers: Member[];
}

interface Pending {
  job: NewJob;
  input: Buffer;
  state: string;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** Puts jobs of one kind into the queue, and waits for their results. Survives restarts of workers and of Redis. */
export class JobQueue {
  /** Workers whose results are ignored. */
  readonly #refused = new Set<string>();
  readonly #pending = new Map<string, Pending>();
  readonly #running = new Map<string, Promise<Outcome>>();
  readonly #name = ownName();
  readonly #said = new Set<string>();
  #workers: Member[] = [];
  #bytes = 0;
  #lastReminder = 0;
  #isClosed = false;
  readonly #beat: NodeJS.Timeout;

  private constructor(
    readonly kind: string,
    readonly shown: string,
    private readonly project: Project,
    private readonly queue: Queue<JobData, JobReturn>,
    private readonly redis: Redis,
    private readonly signal: AbortSignal,
    private readonly say: (sentence: string) => void,
  ) {
    this.#beat = setInterval(() => {
      if (redis.status === "ready") void this.#heartbeat();
    }, HEARTBEAT);
    void this.#poll();
  }

  /**
   * @param address such as `redis://host:6379`
   * @param kind of the jobs
   * @param options.signal rejects what is waited for
   * @param options.say prints a sentence to whoever waits
   * @throws UserError if the queue cannot be used
   */
  static async open(
    address: string,
    kind: string,
    { signal, say }: { signal: AbortSignal; say: (sentence: string) => void },
  ): Promise<JobQueue> {
    const server = await openServer(address);
    const { Queue } = await loadBullmq();
    for (const warning of server.warnings) say(warning);
    const project = readProject();
    const redis = server.connect();
    let isGone = false;
    redis.on("close", () => {
      if (!isGone && redis.status !== "end")
        say(`The queue ${server.shown} is gone; waiting until it is back.`);
      isGone = true;
    });
    redis.on("ready", () => {
      if (isGone) say(`The queue ${server.shown} is back.`);
      isGone = false;
    });
    const queue = new Queue<JobData, JobReturn>(queueName(kind, project), {
      connection: redis,
      prefix: PREFIX,
    });
    queue.on("error", (error) => debug("%s", String(error)));
    const jobs = new JobQueue(kind, server.shown, project, queue, redis, signal, say);
    await jobs.#heartbeat();
    signal.addEventListener("abort", () => jobs.#rejectAll(signal.reason));
    return jobs;
  }

  get state(): QueueState {
    const states = [...this.#pending.values()].map(({ state }) => state);
    const active = states.filter((state) => state === "active").length;
    return { active, waiting: states.length - active, workers: this.#workers };
  }

  /**
   * Runs a job on a worker.
   *
   * @throws JobFailed if all attempts fail
   * @throws AbortError when the signal is aborted
   */
  run(job: NewJob): Promise<Outcome> {
    const running = this.#running.get(job.id) ?? this.#run(job).finally(() => this.#running.delete(job.id));
    this.#running.set(job.id, running);
    return running;
  }

  async #run(job: NewJob): Promise<Outcome> {
    const size = Math.min(job.size, MOST_BYTES);
    while (this.#bytes > 0 && this.#bytes + size > MOST_BYTES) {
      this.signal.throwIfAborted();
      await sleep(POLL);
    }
    this.signal.throwIfAborted();
    this.#bytes += size;
    try {
      const input = await job.input();
      if (input.length > LARGEST_MESSAGE)
        throw new JobFailed(
          `its input has ${Math.ceil(input.length / 1e6)} MB, and ${LARGEST_MESSAGE / 1e6} MB travel`,
        );
      // A dead letter of an earlier run gets another chance.
      if ((await this.queue.getJobState(job.id)) === "failed") await this.#remove(job.id);
      this.signal.throwIfAborted();
      return await new Promise<Outcome>((resolve, reject) => {
        this.#pending.set(job.id, { job, input, state: "new", resolve, reject });
      });
    } finally {
      this.#pending.delete(job.id);
      this.#bytes -= size;
    }
  }

  /** Ignores further results of a worker and tells it why. */
  async refuse(worker: string, reason: string): Promise<void> {
    this.#refused.add(worker);
    await refuse(this.redis, worker, reason);
  }

  /** Ends the connection. Jobs that nobody waits for any more are taken out of the queue unless they have begun. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#beat);
    const left = [...this.#pending.keys()];
    this.#rejectAll(new Error("The queue was closed."));
    const tidy = async () => {
      for (const id of left) await this.#remove(id);
      await leave(this.redis, "client", this.#name);
      await this.queue.close();
    };
    // While Redis is gone, nothing is answered.
    await Promise.race([tidy().catch(() => {}), sleep(2000, undefined, { ref: false })]);
    this.redis.disconnect();
  }

  async #poll(): Promise<void> {
    while (!this.#isClosed) {
      await Promise.all(
        [...this.#pending.values()].map((pending) => this.#look(pending).catch(this.#onError(pending))),
      );
      await sleep(POLL);
    }
  }

  /** A command that Redis could not answer is repeated at the next poll; a bug ends the job. */
  #onError(pending: Pending) {
    return (error: Error) => {
      debug("%s: %s", pending.job.id, String(error));
      if (error instanceof TypeError || error instanceof RangeError) pending.reject(error);
    };
  }

  async #look(pending: Pending): Promise<void> {
    const { id } = pending.job;
    const state = await this.queue.getJobState(id);
    pending.state = state;
    if (state === "unknown") return this.#put(pending);
    if (state !== "completed" && state !== "failed") return;
    const job = await this.queue.getJob(id);
    if (!job) return; // at the next look it is unknown
    if (state === "failed") {
      if (job.failedReason === INPUT_GONE) await this.#remove(id);
      else pending.reject(new JobFailed(job.failedReason));
      return;
    }
    const { by, digest } = job.returnvalue;
    const output = await getOutput(this.redis, this.queue.name, id, digest);
    const isTrusted = !pending.job.notBy?.includes(by) && !(await this.#isRefused(by));
    if (output === null || !isTrusted) return this.#remove(id);
    let value: unknown;
    try {
      value = await decode(output);
    } catch (error) {
      await this.refuse(by, `its result cannot be read (${(error as Error).message})`);
      return this.#remove(id);
    }
    await collected(this.redis, this.queue.name, id);
    pending.resolve({ value, by });
  }

  async #isRefused(worker: string): Promise<boolean> {
    if (!this.#refused.has(worker) && (await refusal(this.redis, worker)) !== null) this.#refused.add(worker);
    return this.#refused.has(worker);
  }

  async #put({ job: { id, label, limit, notBy = [] }, input }: Pending): Promise<void> {
    await putInput(this.redis, this.queue.name, id, input);
    const data: JobData = { label, limit, notBy: [...notBy, ...this.#refused] };
    await this.queue.add(this.kind, data, {
      jobId: id,
      attempts: ATTEMPTS,
      backoff: { type: "exponential", delay: 1000 },
      removeOnComplete: { age: KEPT },
      removeOnFail: { age: 7 * KEPT },
    });
  }

  /** Removes a job that no worker has. */
  async #remove(id: string): Promise<void> {
    const job = await this.queue.getJob(id);
    // It throws if a worker has it.
    await job?.remove().catch((error) => debug("%s", String(error)));
  }

  #rejectAll(reason: unknown): void {
    for (const { reject } of this.#pending.values()) reject(reason);
  }

  async #heartbeat(): Promise<void> {
    const self = { name: this.#name, project: this.project, kinds: [this.kind], slots: 0, busy: 0, done: 0 };
    try {
      await announce(this.redis, "client", self);
      const all = await members(this.redis, "worker");
      for (const { name, project, kinds } of all) {
        const difference =
          mismatch(project, this.project) ??
          (kinds.includes(this.kind)
            ? undefined
            : `it does ${kinds.join(", ")}, and ${this.kind} is expected`);
        if (difference) this.#sayOnce(`The worker ${name} is refused: ${difference}.`);
      }
      this.#workers = all.filter(
        ({ name, project, kinds }) =>
          !mismatch(project, this.project) && kinds.includes(this.kind) && !this.#refused.has(name),
      );
    } catch (error) {
      debug("%s", String(error));
      return;
    }
    if (this.#workers.length > 0 || this.#pending.size === 0) return;
    if (Date.now() - this.#lastReminder < REMINDER) return;
    this.#lastReminder = Date.now();
    this.say(
      `No worker serves the queue ${this.shown}: start one with npm run worker -- --queue and its address.`,
    );
  }

  #sayOnce(sentence: string): void {
    if (!this.#said.has(sentence)) this.say(sentence);
    this.#said.add(sentence);
  }
}
