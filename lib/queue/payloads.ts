/** Inputs and results of jobs. They lie in Redis beside BullMQ's own job data, which stay small. */
import { sha256 } from "../project.ts";
import { PREFIX } from "./keys.ts";
import type { Redis } from "./packages.ts";

/** Seconds for which inputs and results stay in Redis if nobody collects them. */
export const KEPT = 24 * 3600;
/** Seconds for which a collected result stays, for another program that waits for the same. */
const COLLECTED = 600;

const inputKey = (queue: string, id: string) => `${PREFIX}:input:${queue}:${id}`;
const outputKey = (queue: string, id: string) => `${PREFIX}:output:${queue}:${id}`;

export async function putInput(redis: Redis, queue: string, id: string, input: Buffer): Promise<void> {
  await redis.set(inputKey(queue, id), input, "EX", KEPT);
}

/** The input of a job; null if it is gone. */
export function getInput(redis: Redis, queue: string, id: string): Promise<Buffer | null> {
  return redis.getBuffer(inputKey(queue, id));
}

/** Stores a result. @returns its SHA-256 */
export async function putOutput(redis: Redis, queue: string, id: string, output: Buffer): Promise<string> {
  await redis.set(outputKey(queue, id), output, "EX", KEPT);
  return sha256(output);
}

/** The result of a job; null if it is gone or has another SHA-256. */
export async function getOutput(
  redis: Redis,
  queue: string,
  id: string,
  digest: string,
): Promise<Buffer | null> {
  const output = await redis.getBuffer(outputKey(queue, id));
  return output !== null && sha256(output) === digest ? output : null;
}

/** Drops the input of a job whose result was collected, and the result soon. */
export async function collected(redis: Redis, queue: string, id: string): Promise<void> {
  await redis.del(inputKey(queue, id));
  await redis.expire(outputKey(queue, id), COLLECTED);
}
