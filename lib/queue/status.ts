import { readProject } from "../project.ts";
import { openServer } from "./connection.ts";
import { type JobData, type JobReturn, PREFIX, queueName } from "./keys.ts";
import { loadBullmq } from "./packages.ts";
import { type Member, members, mismatch } from "./registry.ts";

/** Failed jobs that are listed of each kind. */
const LISTED = 20;

export interface QueueStatus {
  /** The address without its password. */
  shown: string;
  warnings: string[];
  kinds: KindStatus[];
  workers: MemberStatus[];
  /** Programs that wait for results. */
  clients: MemberStatus[];
}

export interface KindStatus {
  kind: string;
  waiting: number;
  active: number;
  completed: number;
  failed: number;
  /** The last ones that failed. */
  deadLetters: { label: string; reason: string }[];
}

interface MemberStatus extends Member {
  /** How its version differs from this one, as the end of a sentence. */
  difference: string | undefined;
}

/**
 * Reads the state of a queue, without changing it.
 *
 * @param kinds of jobs, besides those of its members
 * @throws UserError if the queue cannot be used
 */
export async function queueStatus(address: string, kinds: readonly string[]): Promise<QueueStatus> {
  const server = await openServer(address);
  const { Queue } = await loadBullmq();
  const project = readProject();
  const redis = server.connect();
  try {
    const status = async (kind: string): Promise<KindStatus> => {
      const queue = new Queue<JobData, JobReturn>(queueName(kind, project), {
        connection: redis,
        prefix: PREFIX,
        skipMetasUpdate: true,
      });
      const counts = await queue.getJobCounts("waiting", "delayed", "active", "completed", "failed");
      const failed = await queue.getFailed(0, LISTED - 1);
      await queue.close();
      return {
        kind,
        waiting: counts.waiting + counts.delayed,
        active: counts.active,
        completed: counts.completed,
        failed: counts.failed,
        deadLetters: failed.map(({ data, failedReason }) => ({ label: data.label, reason: failedReason })),
      };
    };
    const [workers, clients] = [await members(redis, "worker"), await members(redis, "client")];
    const all = new Set([...kinds, ...[...workers, ...clients].flatMap((member) => member.kinds)]);
    const compared = (all: Member[]) =>
      all.map((member) => ({ ...member, difference: mismatch(member.project, project) }));
    return {
      shown: server.shown,
      warnings: server.warnings,
      kinds: await Promise.all([...all].map(status)),
      workers: compared(workers),
      clients: compared(clients),
    };
  } finally {
    redis.disconnect();
  }
}
