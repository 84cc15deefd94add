import { UserError } from "../setup/user-error.mjs";

/**
 * The parts of ioredis and BullMQ that are used. Their own types, which are a third of all that the kernel would parse before the
 * first cell, are compared with these in `tests/queue/packages.test.ts`.
 */
export interface Ioredis {
  Redis: new (options: RedisOptions) => Redis;
}

export interface RedisOptions {
  host: string;
  port: number;
  db: number;
  username?: string;
  password?: string;
  tls?: object;
  connectTimeout: number;
  socketTimeout: number;
  lazyConnect?: boolean;
  maxRetriesPerRequest?: null;
  retryStrategy(): number | null;
}

export interface Redis {
  readonly status: string;
  connect(): Promise<void>;
  disconnect(): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close" | "ready", listener: () => void): unknown;
  info(): Promise<string>;
  get(key: string): Promise<string | null>;
  getBuffer(key: string): Promise<Buffer | null>;
  set(key: string, value: string | Buffer, unit: "EX", time: number): Promise<unknown>;
  set(key: string, value: string | Buffer, unit: "PX", time: number): Promise<unknown>;
  del(key: string): Promise<number>;
  expire(key: string, seconds: number): Promise<number>;
  mget(keys: string[]): Promise<(string | null)[]>;
  sadd(key: string, member: string): Promise<number>;
  srem(key: string, members: string[]): Promise<number>;
  smembers(key: string): Promise<string[]>;
}

export interface Bullmq {
  Queue: new <Data, Return>(name: string, options: QueueOptions) => Queue<Data, Return>;
  Worker: new <Data, Return>(
    name: string,
    work: (job: Job<Data, Return>, token?: string) => Promise<Return>,
    options: WorkerOptions,
  ) => Worker;
  DelayedError: new () => Error;
  UnrecoverableError: new (message: string) => Error;
}

interface QueueOptions {
  connection: Redis;
  prefix: string;
  skipMetasUpdate?: boolean;
}

interface WorkerOptions extends QueueOptions {
  name: string;
  concurrency: number;
  lockDuration: number;
  stalledInterval: number;
  maxStalledCount: number;
}

interface JobOptions {
  jobId: string;
  attempts: number;
  backoff: { type: "exponential"; delay: number };
  removeOnComplete: { age: number };
  removeOnFail: { age: number };
}

export interface Queue<Data, Return> {
  readonly name: string;
  on(event: "error", listener: (error: Error) => void): unknown;
  add(name: string, data: Data, options: JobOptions): Promise<unknown>;
  getJob(id: string): Promise<Job<Data, Return> | undefined>;
  getJobState(id: string): Promise<string>;
  getJobCounts(
    ...states: ("waiting" | "delayed" | "active" | "completed" | "failed")[]
  ): Promise<Record<string, number>>;
  getFailed(start: number, end: number): Promise<Job<Data, Return>[]>;
  close(): Promise<void>;
}

export interface Worker {
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export interface Job<Data, Return> {
  id?: string;
  data: Data;
  readonly queueName: string;
  returnvalue: Return;
  failedReason: string;
  remove(): Promise<void>;
  moveToDelayed(timestamp: number, token?: string): Promise<void>;
}

export const loadIoredis = (): Promise<Ioredis> => load("ioredis");
export const loadBullmq = (): Promise<Bullmq> => load("bullmq");

/** Loads a package that only the queue needs. @throws UserError if it is not installed */
async function load<T>(name: string): Promise<T> {
  try {
    return await import(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UserError(`A queue needs the npm package ${name}, which is not installed: run npm run setup.`);
  }
}
