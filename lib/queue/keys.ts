import type { Project } from "../project.ts";

/** Every key in Redis begins with this. */
export const PREFIX = "keras-day";

/**
 * The BullMQ queue of a kind of job. Its name has the project's digests, so that a worker with other code or datasets never gets
 * such a job.
 */
export const queueName = (kind: string, { code, datasets }: Project): string =>
  `${kind}-${code.slice(0, 12)}-${datasets.slice(0, 12)}`;

/** The data of a job in BullMQ. */
export interface JobData {
  /** For people: whose submission it is, or which trainings. */
  label: string;
  /** Milliseconds after which its process is killed. */
  limit: number;
  /** Names of the workers that must not do it. */
  notBy: string[];
}

/** The return value of a finished job in BullMQ. */
export interface JobReturn {
  /** The name of the worker. */
  by: string;
  /** SHA-256 of the output, see `putOutput`. */
  digest: string;
}

/** The reason of a job that failed because its input is gone. Whoever waits for it hands it in again. */
export const INPUT_GONE = "its input is no longer in the queue";
