import { ValueError } from "../errors.ts";
import { copySoon, Pacer } from "../event-loop.ts";
import { CallKind, CallState, Stop } from "./assembly/kinds.ts";
import { clearControl, readCall, writeCall } from "./call.ts";
import { Costs, LONG, LONG_SHARED, worthThreads } from "./cost.ts";
import { type Epoch, type Epochs, runEpochs, type WriteRates } from "./epochs.ts";
import { lastUnits } from "./layers.ts";
import { GrowingMemory, kernels, Memory } from "./memory.ts";
import { targetsPerSample } from "./network.ts";
import { NetworkMemory } from "./network-memory.ts";
import type { Plan } from "./plan.ts";
import { readTotals, writeTotals } from "./records.ts";
import { expectRange, expectValues, type LoadedSamples, outOfRange, reserveSamples } from "./samples.ts";
import { cores, type Task } from "./threads/host.ts";
import { areReady, Job } from "./threads/pool.ts";
import { Watch } from "./threads/watch.ts";
import type {
  EvaluateCall,
  OptimizerState,
  Passed,
  Samples,
  Soon,
  Totals,
  TrainCall,
  Trainer,
} from "./trainer.ts";

type Rest<Call extends unknown[]> = Call extends [unknown, ...infer Others] ? Others : never;

export interface TrainerOptions {
  /** Number of threads for work that may run on worker threads. Default: by the shapes and the number of cores. */
  readonly threads?: number;
}

/** A trainer for the plan, all parameters zero. */
export function createTrainer(plan: Plan, options?: TrainerOptions): WasmTrainer {
  return new WasmTrainer(plan, options);
}

/** A call: its kind and its samples. */
interface Pass {
  readonly kind: keyof typeof CallKind;
  readonly samples: LoadedSamples;
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly end: number;
  readonly batchSize: number;
  readonly totals: Totals;
}

/** A call that runs on worker threads. */
interface Running {
  readonly job: Job;
  readonly pass: Pass;
  /** Takes its outputs. */
  readonly outputs: Float32Array;
  /** Its result, once its threads have finished. */
  result: Ended | undefined;
}

interface Ended {
  readonly done: number;
  readonly state: CallState;
  readonly outputs: Float32Array;
}

/** Trains with the kernels of `assembly/`. */
export class WasmTrainer implements Trainer {
  learningRate = 0.001;
  schedule: ((iterations: number) => number) | null = null;
  private readonly network: NetworkMemory;
  private readonly costs: Costs;
  private readonly units: number;
  private readonly loaded = new Set<Samples>();
  private readonly orders: GrowingMemory;
  private readonly rates: GrowingMemory;
  private readonly kept: GrowingMemory;
  private keptCount = 0;
  private running: Running | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly options: TrainerOptions = {},
  ) {
    this.network = new NetworkMemory(plan);
    this.costs = new Costs(plan);
    this.units = lastUnits(plan);
    const { all } = this.network;
    this.orders = new GrowingMemory(all);
    this.rates = new GrowingMemory(all);
    this.kept = new GrowingMemory(all);
  }

  get parameters(): Float32Array {
    this.pause();
    return this.network.parameters;
  }

  get optimizerState(): OptimizerState {
    this.pause();
    return this.network.optimizerState;
  }

  get draws(): Int32Array[] {
    this.pause();
    return this.network.draws;
  }

  get outputs(): Float32Array {
    // Creating a view costs more than the rest of an epoch of a small network.
    return this.keptCount === 0 ? NO_OUTPUTS : this.network.view(this.kept.address, this.keptCount);
  }

  get iterations(): number {
    this.pause();
    return this.network.iterations;
  }

  set iterations(iterations: number) {
    this.pause();
    this.network.iterations = iterations;
  }

  get lossScale(): number {
    this.pause();
    return this.network.lossScale;
  }

  load(x: Float32Array, y: Float32Array, sampleWeight: Float32Array | null = null): Samples {
    const samples = this.reserve(x, y, sampleWeight);
    for (const [view, values] of partsOf(samples, x, y, sampleWeight)) view.set(values);
    this.loaded.add(samples);
    return samples;
  }

  loadSoon(x: Float32Array, y: Float32Array, sampleWeight: Float32Array | null = null): Soon<Samples> {
    const samples = this.reserve(x, y, sampleWeight);
    const copies = partsOf(samples, x, y, sampleWeight).map(([view, values]) => copySoon(view, values));
    const add = () => {
      this.loaded.add(samples);
      return samples;
    };
    const waiting = copies.filter((copy) => copy !== undefined);
    return waiting.length === 0 ? add() : Promise.all(waiting).then(add);
  }

  private reserve(x: Float32Array, y: Float32Array, sampleWeight: Float32Array | null): LoadedSamples {
    const { inputs } = this.plan;
    const rows = x.length / inputs;
    expectValues("x", x, Math.ceil(rows), inputs);
    expectValues("y", y, rows, targetsPerSample(this.plan));
    if (sampleWeight !== null) expectValues("sampleWeight", sampleWeight, rows, 1);
    const samples = reserveSamples(rows, x, y, sampleWeight);
    this.network.all.add(samples.memory);
    return samples;
  }

  release(samples?: Samples): void {
    this.pause();
    for (const one of samples === undefined ? this.loaded : [samples]) {
      if (!this.loaded.delete(one)) continue;
      const { memory } = one as LoadedSamples;
      this.network.all.delete(memory);
      memory.release();
    }
  }

  train(...call: TrainCall): number {
    return this.runHere(this.pass("train", ...call)).done;
  }

  evaluate(samples: Samples, ...range: Rest<EvaluateCall>): void {
    this.runHere(this.pass("evaluate", samples, null, ...range));
  }

  trainSoon(isOver: () => boolean, ...call: TrainCall): Soon<Passed> {
    return this.runSoon(this.pass("train", ...call), isOver);
  }

  evaluateSoon(isOver: () => boolean, samples: Samples, ...range: Rest<EvaluateCall>): Soon<Passed> {
    return this.runSoon(this.pass("evaluate", samples, null, ...range), isOver);
  }

  /**
   * Trains for many epochs on one worker thread. Stops early if the loss becomes NaN or infinite.
   *
   * @param isOver as for `trainSoon`
   */
  async runEpochs(training: Epochs, isOver: () => boolean): Promise<Epoch[]> {
    this.pause();
    const writeRates: WriteRates = (updates, memory) => this.writeRates("train", updates, memory);
    const results = await runEpochs(this.plan, this.network, this.costs, writeRates, training, isOver);
    if (training.epochs > 0) this.applyAverage();
    return results;
  }

  predict(x: Float32Array): Float32Array {
    return this.predictPart(x, (pass) => copied(this.runHere(pass))) as Float32Array;
  }

  predictSoon(isOver: () => boolean, x: Float32Array): Soon<Float32Array> {
    const { inputs } = this.plan;
    const rows = Math.max(1, Math.floor(MOST_PREDICTED / inputs));
    if (x.length <= rows * inputs) return this.predictPart(x, (pass) => this.runSoon(pass, isOver));
    return this.predictInParts(x, rows, isOver);
  }

  /** Predicts many rows in parts, so that the memory for their copy stays small. */
  private async predictInParts(x: Float32Array, rows: number, isOver: () => boolean): Promise<Float32Array> {
    const { inputs } = this.plan;
    const outputs = new Float32Array((x.length / inputs) * this.units);
    const pacer = new Pacer();
    for (let from = 0; from * inputs < x.length; from += rows) {
      const part = x.subarray(from * inputs, (from + rows) * inputs);
      outputs.set(await this.predictPart(part, (pass) => this.runSoon(pass, isOver)), from * this.units);
      await pacer.rest();
      if (isOver()) break;
    }
    return outputs;
  }

  private predictPart(x: Float32Array, run: (pass: Pass) => Soon<Passed>): Soon<Float32Array> {
    const rows = x.length / this.plan.inputs;
    expectValues("x", x, Math.ceil(rows), this.plan.inputs);
    if (rows === 0) return new Float32Array(0);
    const memory = new Memory(false);
    const samples = { rows, memory, x: memory.copyIn(x), y: 0, weights: 0 };
    const batchSize = rows <= 8 ? 8 : PREDICT_BATCH;
    const totals = { samples: 0, loss: 0, metrics: [] };
    let passed: Soon<Passed> | undefined;
    try {
      passed = run({ kind: "predict", samples, order: null, start: 0, end: rows, batchSize, totals });
    } finally {
      if (!(passed instanceof Promise)) memory.release();
    }
    if (!(passed instanceof Promise)) return passed.outputs;
    return passed.then(({ outputs }) => outputs).finally(() => memory.release());
  }

  /** Frees all memory now instead of when it is garbage-collected. */
  dispose(): void {
    this.pause();
    this.network.release();
  }

  swapAverage(): void {
    this.changeAverage((weights, average) => {
      const kept = weights.slice();
      weights.set(average);
      average.set(kept);
    });
  }

  restartAverage(): void {
    this.changeAverage((weights, average) => average.set(weights));
  }

  applyAverage(): void {
    this.changeAverage((weights, average) => weights.set(average));
  }

  private changeAverage(change: (weights: Float32Array, average: Float32Array) => void): void {
    this.pause();
    this.network.changeAverage(change);
  }

  /** @throws ValueError for released samples, those of another trainer, or an empty or invalid range */
  private pass(kind: Pass["kind"], ...[samples, order, start, end, batchSize, totals]: TrainCall): Pass {
    if (!this.loaded.has(samples)) {
      throw new ValueError(
        "Expected samples that this trainer has loaded and not released. Received: others. Load them again.",
      );
    }
    expectRange(order?.length ?? samples.rows, start, end);
    return { kind, samples: samples as LoadedSamples, order, start, end, batchSize, totals };
  }

  /** Runs a pass on this thread. */
  private runHere(pass: Pass): Ended {
    this.pause();
    const [, net, call] = this.begin(pass, 0, 1);
    // An earlier call may have been stopped.
    clearControl(this.network.control);
    while (kernels.step(net, call, 0, 1) > 0);
    return this.end(pass);
  }

  private runSoon(pass: Pass, isOver: () => boolean): Soon<Passed> {
    const rows = pass.end - pass.start;
    const batchSize = Math.min(pass.batchSize, rows);
    const cost = this.costs.batch(pass.kind, batchSize);
    const threads = this.options.threads ?? Math.min(cores, worthThreads(cost));
    const work = (cost * rows) / batchSize;
    const isLong = work >= LONG || (threads > 1 && work >= LONG_SHARED && areReady(threads, work));
    if (this.options.threads === undefined && !isLong) return copied(this.runHere(pass));
    return this.runLong(pass, threads, isOver);
  }

  /** Runs a pass on worker threads, and resumes it whenever another call has paused it. */
  private async runLong(pass: Pass, threads: number, isOver: () => boolean): Promise<Passed> {
    const rows = pass.end - pass.start;
    const outputs = new Float32Array(this.keeps(pass) ? rows * this.units : 0);
    const watch = new Watch(isOver);
    try {
      for (let done = 0; ; ) {
        while (this.running !== undefined) await this.running.job.done;
        if (watch.isOver()) return { done, outputs };
        const task = this.begin(pass, done, threads);
        const running: Running = {
          job: new Job(task, threads, this.network.control),
          pass,
          outputs: outputs.subarray(done * this.units),
          result: undefined,
        };
        this.running = running;
        watch.job = running.job;
        try {
          await running.job.done;
        } finally {
          if (this.running === running) this.settle();
        }
        const result = running.result as Ended;
        done += result.done;
        if (done === rows || result.state === CallState.diverged) return { done, outputs };
      }
    } finally {
      watch.end();
    }
  }

  /**
   * Ends work on other threads after the current batch, and waits for that. Called before anything else uses the trainer's memory.
   */
  private pause(): void {
    if (this.running === undefined) return;
    this.running.job.stop(Stop.afterBatch);
    this.running.job.wait();
    this.settle();
  }

  /** Takes over the threads' result. */
  private settle(): void {
    const { running } = this;
    if (running === undefined) return;
    this.running = undefined;
    running.result = this.end(running.pass);
    running.outputs.set(running.result.outputs);
  }

  /** Writes the call of a pass, starting at its sample `done`. */
  private begin(pass: Pass, done: number, threads: number): Task & readonly ["step", number, number] {
    const { samples, order, batchSize } = pass;
    const start = pass.start + done;
    const count = pass.end - start;
    const { network } = this;
    network.reserveBatch(Math.min(batchSize, count), threads);
    const orderAt = order === null ? 0 : this.orders.reserve(count);
    if (order !== null)
      this.orders.words.set(order.length === count ? order : order.subarray(start, pass.end));
    this.keptCount = this.keeps(pass) ? count * this.units : 0;
    writeTotals(network.sums, pass.totals);
    const updates = Math.ceil(count / batchSize);
    writeCall(network.callWords, 0, {
      kind: CallKind[pass.kind],
      x: samples.x,
      y: samples.y,
      weights: samples.weights,
      rows: samples.rows,
      order: orderAt,
      first: start,
      count,
      batch: batchSize,
      burst: this.costs.burst(pass.kind, batchSize),
      ...this.writeRates(pass.kind, updates),
      totals: network.totals,
      outputs: this.keptCount === 0 ? 0 : this.kept.reserve(this.keptCount),
      control: network.control,
      next: 0,
    });
    return ["step", network.net, network.call];
  }

  /** The learning rates of the next updates. */
  private writeRates(
    kind: Pass["kind"],
    updates: number,
    memory?: Memory,
  ): { rates: number; rateStart: number } {
    if (kind !== "train") return { rates: 0, rateStart: -1 };
    const { schedule } = this;
    const first = this.network.iterations;
    const count = schedule === null ? 1 : updates;
    const rates = memory?.take(4 * count) ?? this.rates.reserve(count);
    const view = memory?.floats(rates, count) ?? this.rates.floats;
    for (let i = 0; i < count; i++) view[i] = schedule === null ? this.learningRate : schedule(first + i);
    return { rates, rateStart: schedule === null ? -1 : first };
  }

  /** Reads the result of the call of a pass. @throws ValueError for an order with an index that is not a row */
  private end(pass: Pass): Ended {
    const { done, state } = readCall(this.network.callWords, 0);
    if (state === CallState.outOfRange) throw outOfRange(pass.order as Uint32Array, pass.samples.rows);
    readTotals(this.network.sums, done, pass.totals);
    return { done, state, outputs: this.outputs };
  }

  private keeps({ kind }: Pass): boolean {
    return kind === "predict" || (this.plan.keepOutputs ?? false);
  }
}

const NO_OUTPUTS = new Float32Array(0);

/** Batch size of `predict`. */
const PREDICT_BATCH = 256;

/** Input values of one call of `predict`; more are predicted in parts. */
const MOST_PREDICTED = 2 ** 22;

/** The memory of samples, and the values that belong there. */
function partsOf(
  { memory, x, y, weights }: LoadedSamples,
  xValues: Float32Array,
  yValues: Float32Array,
  weightValues: Float32Array | null,
): (readonly [view: Float32Array, values: Float32Array])[] {
  const part = (address: number, values: Float32Array) =>
    [memory.floats(address, values.length), values] as const;
  const parts = [part(x, xValues), part(y, yValues)];
  return weightValues === null ? parts : [...parts, part(weights, weightValues)];
}

/** With a copy of the outputs, since the next call may reuse their memory. */
function copied(ended: Ended): Ended {
  return ended.outputs.length === 0 ? ended : { ...ended, outputs: ended.outputs.slice() };
}
