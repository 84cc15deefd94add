import { readProject } from "../project.ts";
import { UserError } from "../setup/user-error.mjs";
import { JobProcess } from "./child-process.ts";
import { debug, openServer } from "./connection.ts";
import { INPUT_GONE, type JobData, type JobReturn, PREFIX, queueName } from "./keys.ts";
import { type Job, loadBullmq } from "./packages.ts";
import { getInput, putOutput } from "./payloads.ts";
import { announce, HEARTBEAT, leave, members, mismatch, ownName, refusal } from "./registry.ts";

/** How long after a worker has died its job goes to another one, in milliseconds. */
const LOCK = 10_000;
/** How often such jobs are looked for, in milliseconds. */
const STALLED_CHECK = 5000;
/** Workers that may die on a job before it becomes a dead letter. */
const MOST_STALLED = 20;
/** How often a worker that ends looks whether the server is gone, in milliseconds. */
const GONE_CHECK = 500;
/** How long a job waits for a process here, and how long until one that this worker does not do is offered again, in milliseconds. */
const PASS_ON = 1000;

export interface WorkerOptions {
  address: string;
  /** For each kind of job the URL of the module that does it, see `JobModule`. */
  kinds: Readonly<Record<string, string>>;
  /** Jobs at once. */
  slots: number;
  /** Aborted, the worker finishes its jobs and ends. Without the server it ends when none of them runs. */
  stop: AbortSignal;
  /** Aborted, it ends at once; others get its jobs. */
  kill: AbortSignal;
  /** Called before the first job is taken. May fail once `stop` is aborted. */
  prepare(): Promise<void>;
  onEvent(event: WorkerEvent): void;
}

export type WorkerEvent =
  | { kind: "ready"; name: string; shown: string; project: string }
  | { kind: "note"; sentence: string }
  | { kind: "done"; label: string; seconds: number }
  | { kind: "failed"; label: string; reason: string };

/**
 * Does jobs until it is stopped. Timers of BullMQ's may go on if it was killed or the server is gone: then end the process.
 *
 * @throws UserError if the queue cannot be used, if this worker is refused, and if this machine cannot do the jobs
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { address, kinds, slots, stop, kill, onEvent } = options;
  const server = await openServer(address);
  const { Worker, DelayedError, UnrecoverableError } = await loadBullmq();
  const project = readProject();
  const name = ownName();
  const serverGone = new AbortController();
  const abandoned = AbortSignal.any([kill, serverGone.signal]);
  const redis = server.connect(abandoned);
  const processes = Array.from({ length: slots }, () => new JobProcess(project));
  const free = [...processes];
  const waiting: ((process?: JobProcess) => void)[] = [];
  let done = 0;
  let isReady = false;
  let end: (error?: UserError) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  ended.catch(() => {});
  const said = new Set<string>();
  const note = (sentence: string) => {
    if (!said.has(sentence)) onEvent({ kind: "note", sentence });
    said.add(sentence);
  };

  /** The next process to finish a job; undefined if none does soon, as another worker may be idle. */
  function nextFree(): Promise<JobProcess | undefined> {
    return new Promise((resolve) => {
      waiting.push(resolve);
      setTimeout(() => {
        const at = waiting.indexOf(resolve);
        if (at < 0) return;
        waiting.splice(at, 1);
        resolve(undefined);
      }, PASS_ON);
    });
  }

  /** @throws UserError if this worker is refused */
  async function heartbeat(): Promise<void> {
    const busy = slots - free.length;
    await announce(redis, "worker", { name, project, kinds: Object.keys(kinds), slots, busy, done });
    const reason = await refusal(redis, name);
    if (reason !== null) throw new UserError(`This worker, ${name}, is refused: ${reason}.`);
    const clients = await members(redis, "client");
    const differences = clients.map((client) => mismatch(project, client.project));
    const difference = differences.find((difference) => difference !== undefined);
    if (difference === undefined) return;
    const sentence = `This worker, ${name}, is refused: ${difference}`;
    if (isReady || differences.includes(undefined)) note(`${sentence} for some of the work.`);
    else throw new UserError(sentence, "Check out the same version, run npm run setup, then start it again");
  }

  async function doJob(module: string, job: Job<JobData, JobReturn>, token?: string): Promise<JobReturn> {
    const { label, limit, notBy } = job.data;
    const passOn = async () => {
      await job.moveToDelayed(Date.now() + PASS_ON, token);
      throw new DelayedError();
    };
    if (notBy.includes(name)) return passOn();
    const input = await getInput(redis, job.queueName, job.id!);
    if (input === null) throw new UnrecoverableError(INPUT_GONE);
    const slot = free.pop() ?? (await nextFree());
    if (slot === undefined) return passOn();
    const started = performance.now();
    try {
      const output = await slot.run({ module, input }, limit);
      const digest = await putOutput(redis, job.queueName, job.id!, output);
      done++;
      onEvent({ kind: "done", label, seconds: (performance.now() - started) / 1000 });
      return { by: name, digest };
    } catch (error) {
      if (error instanceof UserError) {
        // The fault is this machine's, not the job's.
        end(error);
        return passOn();
      }
      onEvent({ kind: "failed", label, reason: (error as Error).message });
      throw error;
    } finally {
      const next = waiting.shift();
      if (next) next(slot);
      else free.push(slot);
    }
  }

  const beat = setInterval(() => {
    if (redis.status !== "ready") return;
    heartbeat().catch((error) => (error instanceof UserError ? end(error) : debug("%s", String(error))));
  }, HEARTBEAT);
  const connections = [redis];
  const workers: { close(): Promise<void> }[] = [];
  stop.addEventListener("abort", () => end());
  try {
    await heartbeat();
    await options.prepare().catch((error) => {
      if (!stop.aborted) throw error;
    });
    if (!stop.aborted) {
      for (const [kind, module] of Object.entries(kinds)) {
        const connection = server.connect(abandoned);
        connections.push(connection);
        const doThis = (job: Job<JobData, JobReturn>, token?: string) => doJob(module, job, token);
        const worker = new Worker<JobData, JobReturn>(queueName(kind, project), doThis, {
          connection,
          prefix: PREFIX,
          name,
          concurrency: slots,
          lockDuration: LOCK,
          stalledInterval: STALLED_CHECK,
          maxStalledCount: MOST_STALLED,
        });
        worker.on("error", (error) => debug("%s", String(error)));
        workers.push(worker);
      }
      for (const warning of server.warnings) note(warning);
      const version = `${project.version} (code ${project.code.slice(0, 12)})`;
      isReady = true;
      onEvent({ kind: "ready", name, shown: server.shown, project: version });
      await ended;
    }
  } finally {
    const finished = Promise.all(workers.map((worker) => worker.close()));
    const givenUp = new Promise<void>((resolve) => {
      if (abandoned.aborted) resolve();
      else abandoned.addEventListener("abort", () => resolve());
    });
    const look = setInterval(() => {
      if (redis.status !== "ready" && free.length === slots) serverGone.abort();
    }, GONE_CHECK);
    await Promise.race([finished, givenUp]).catch((error) => debug("%s", String(error)));
    clearInterval(look);
    clearInterval(beat);
    for (const one of processes) one.end();
    if (redis.status === "ready") await leave(redis, "worker", name).catch(() => {});
    for (const connection of connections) connection.disconnect();
  }
}
