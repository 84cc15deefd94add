import { createHash } from "node:crypto";
import { received, ValueError } from "../../errors.ts";
import { Pacer, untilInterrupted } from "../../event-loop.ts";
import { JobQueue } from "../../queue/client.ts";
import { encode, LARGEST_MESSAGE } from "../../queue/encode.ts";
import type { Samples } from "../trainers/samples.ts";
import type { EngineFit, Trained } from "./engine-fit.ts";
import type { PreparedFit, SweepWork } from "./prepared-fit.ts";
import { SWEEP_KIND } from "./sweep-kinds.ts";
import { TaskPool } from "./task-pool.ts";
import type { Chunk, SharedFit } from "./train-chunk.ts";

/** Trainings per job, unless they are few or their results are large. */
const CHUNK = 1000;
const SMALLEST_CHUNK = 50;
/** Approximate bytes of a job's results. */
const CHUNK_BYTES = 64_000_000;
/** Queued jobs for each job that the workers run at once. */
const JOBS_PER_SLOT = 2;
/** Milliseconds after which a job's process is killed. */
const LIMIT = 3_600_000;

/** Trains on the workers of a queue. @throws UserError if the queue cannot be used */
export async function trainOnQueue(
  work: SweepWork,
  address: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (typeof address !== "string")
    throw new ValueError(
      `Expected \`queue\` to be an address such as "redis://host:6379". Received: ${received(address)}`,
    );
  const stop = new AbortController();
  const stopped = untilInterrupted(signal);
  stopped.catch((reason) => stop.abort(reason));
  const queue = await JobQueue.open(address, SWEEP_KIND, { signal: stop.signal, say: console.error });
  try {
    const slots = Math.max(
      1,
      queue.state.workers.reduce((sum, { slots }) => sum + slots, 0),
    );
    const most = Math.min(CHUNK, Math.max(SMALLEST_CHUNK, Math.ceil(work.count / (JOBS_PER_SLOT * slots))));
    const jobs = new TaskPool(JOBS_PER_SLOT * slots);
    const pacer = new Pacer();
    for (let next = 0; next < work.count; ) {
      const chunk = new ChunkBuilder();
      const first = next;
      while (next < work.count && chunk.fits.length < most && chunk.bytes < CHUNK_BYTES) {
        chunk.add(await work.prepare(next), work.seed(next));
        next++;
        await pacer.rest();
      }
      await jobs.slot();
      jobs.add(train(queue, work, chunk, first));
    }
    await jobs.finished();
  } finally {
    await queue.close();
  }
}

async function train(queue: JobQueue, work: SweepWork, chunk: ChunkBuilder, first: number): Promise<void> {
  const { fits } = chunk;
  const input = await encode(chunk.data);
  const { value } = await queue.run({
    id: `sweep-${createHash("sha256").update(input).digest("hex")}`,
    label: `trainings ${first + 1}–${first + fits.length} of ${work.count}`,
    limit: LIMIT,
    size: input.length,
    input: async () => input,
  });
  for (const [i, trained] of (value as Trained[]).entries()) work.finish(first + i, fits[i], trained);
}

class ChunkBuilder {
  readonly data: Chunk = { shared: [], trainings: [] };
  readonly fits: PreparedFit[] = [];
  readonly #known = new Map<string, number>();
  /** Approximately those of the results. */
  bytes = 0;

  /** @throws ValueError for a training that is too large for the queue */
  add(fit: PreparedFit, seed: number): void {
    const { engineFit } = fit;
    const shared = sharedOf(engineFit);
    const bytes = resultBytes(engineFit);
    if (bytes + 4 * (shared.samples.x.length + shared.samples.y.length) > LARGEST_MESSAGE / 2)
      throw new ValueError(
        `A training of this sweep has ${Math.ceil(bytes / 1e6)} MB of results and is too large for a queue. Leave \`queue\` out, or take fewer samples or epochs.`,
      );
    const key = keyOf(shared);
    if (!this.#known.has(key)) this.#known.set(key, this.data.shared.push(shared) - 1);
    this.data.trainings.push({ shared: this.#known.get(key)!, seed, parameters: engineFit.parameters });
    this.fits.push(fit);
    this.bytes += bytes;
  }
}

function sharedOf(fit: EngineFit): SharedFit {
  const { plan, samples, validation, batchSize, validationBatchSize, validationFreq } = fit;
  const { epochs, initialEpoch, order, learningRate: rate } = fit;
  const updates = Math.max(0, epochs - initialEpoch) * Math.ceil(samples.count / batchSize);
  return {
    ...{ plan, samples, validation, batchSize, validationBatchSize, validationFreq, epochs, initialEpoch },
    shuffle: order !== null,
    learningRate: typeof rate === "number" ? rate : Float64Array.from({ length: updates }, (_, i) => rate(i)),
  };
}

/** Approximate bytes of a training's result. */
function resultBytes({ plan, parameters, samples, validation, epochs, initialEpoch }: EngineFit): number {
  const units = plan.keepOutputs ? samples.y.length + (validation?.y.length ?? 0) : 0;
  return (
    6 * parameters.length + Math.max(0, epochs - initialEpoch) * (300 + 60 * plan.metrics.length + 6 * units)
  );
}

/** Equal for equal trainings. */
function keyOf({ samples, validation, learningRate, ...rest }: SharedFit): string {
  const hash = createHash("sha256").update(JSON.stringify(rest));
  const add = (values: Float32Array | Float64Array | null) => hash.update(values ?? "null").update("|");
  const addSamples = ({ x, y, weights }: Samples) => [x, y, weights].forEach(add);
  addSamples(samples);
  if (validation) addSamples(validation);
  if (typeof learningRate === "number") hash.update(String(learningRate));
  else add(learningRate);
  return hash.digest("hex");
}
