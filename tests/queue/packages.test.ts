/** The packages have all that the queue uses of them: the compiler compares the types. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as bullmq from "bullmq";
import * as ioredis from "ioredis";
import type { Bullmq, Ioredis, Job, Queue, Redis, Worker } from "../../lib/queue/packages.ts";

interface Data {
  label: string;
}

/** Each of the packages' objects is one of ours. */
const checked = {
  redis: (redis: ioredis.Redis): Redis => redis,
  queue: (queue: bullmq.Queue<Data, number, string>): Omit<Queue<Data, number>, "getJob" | "getFailed"> =>
    queue,
  job: (job: bullmq.Job<Data, number, string>): Job<Data, number> => job,
  worker: (worker: bullmq.Worker<Data, number, string>): Worker => worker,
  Redis: (...[options]: ConstructorParameters<Ioredis["Redis"]>) => new ioredis.Redis(options),
  Queue: (redis: ioredis.Redis, ...[name, options]: ConstructorParameters<Bullmq["Queue"]>) =>
    new bullmq.Queue<Data, number, string>(name, { ...options, connection: redis }),
};

test("the packages have what the queue uses", () => {
  assert.equal(Object.keys(checked).length, 6);
  const { Queue, Worker, DelayedError, UnrecoverableError } = bullmq;
  for (const type of [Queue, Worker, DelayedError, UnrecoverableError]) assert.equal(typeof type, "function");
  const methods = "connect disconnect on info get getBuffer set del expire mget sadd srem smembers".split(
    " ",
  );
  for (const name of methods)
    assert.equal(
      typeof (ioredis.Redis.prototype as unknown as Record<string, unknown>)[name],
      "function",
      name,
    );
});
