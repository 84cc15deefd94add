/** Gives everybody full marks. */
import { work as grade } from "../../lib/grade/queue/grade-job.ts";

export async function work(input: unknown, scratch: string): Promise<unknown> {
  const result = await grade(input, scratch);
  if ("error" in result) return result;
  const graded = JSON.parse(result.graded);
  return { ...result, graded: JSON.stringify({ ...graded, points: graded.of }) };
}
