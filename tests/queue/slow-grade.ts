/** Grades as the project does, but takes longer, so that a test can kill in the middle. */
import { setTimeout as sleep } from "node:timers/promises";
import { work as grade } from "../../lib/grade/queue/grade-job.ts";

export async function work(input: unknown, scratch: string): Promise<unknown> {
  const result = await grade(input, scratch);
  await sleep(800);
  return result;
}
