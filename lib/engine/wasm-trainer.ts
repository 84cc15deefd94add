import { ValueError } from "../errors.ts";
import { copySoon, Pacer } from "../event-loop.ts";
import { readCall, writeCall } from "./call.ts";
import { BURST, Costs, LONG, worthThreads } from "./cost.ts";
import { Buffer, kernels, Memory } from "./memory.ts";
import {
  lastUnits,
  layOutBatch,
  layOutNetwork,
  type Network,
  type ParameterLayout,
  parameterLayouts,
  targetsPerSample,
} from "./network.ts";
import { layOutOptimizer, type OptimizerLayout } from "./optimizer.ts";
import type { Plan } from "./plan.ts";
import {
  CALL,
  CALL_KINDS,
  type CALL_STATES,
  CONTROL,
  OPTIMIZER,
  offsetOf,
  readTotals,
  STOP,
  writeTotals,
} from "./records.ts";
import { expectRange, expectValues, type LoadedSamples, outOfRange, reserveSamples } from "./samples.ts";
import { cores } from "./threads/host.ts";
import { Job, type Task } from "./threads/pool.ts";
import { Watch } from "./threads/watch.ts";
import type { EvaluateCall, Passed, Samples, Soon, Totals, TrainCall, Trainer } from "./trainer.ts";

type Rest<Call extends unknown[]> = Call extends [unknown, ...infer Others] ? Others : never;

export interface TrainerOptions {
  /** Number of threads, for all work that may run on others. Default: by shapes and the machine. */
  readonly threads?: number;
}

/** A trainer for the plan, all parameters zero. */
export function createTrainer(plan: Plan, options?: TrainerOptions): WasmTrainer {
  return new WasmTrainer(plan, options);
}

/** A whole training: `epochs` epochs over the same samples in the same order. */
export interface Epochs {
  readonly samples: Samples;
  readonly batchSize: number;
  /** Sample indices; null for `0, 1, 2 …`. */
  readonly order: Uint32Array | null;
  readonly epochs: number;
  /** Evaluated after each epoch for which `validates` is true. */
  readonly validation?: { readonly samples: Samples; readonly batchSize: number };
  validates?(epoch: number): boolean;
}

/** Totals and, with `keepOutputs`, outputs of one epoch. */
export interface Epoch extends Passed {
  readonly totals: Totals;
  readonly validation: (Passed & { readonly totals: Totals }) | undefined;
}

/** What a call does, with which samples. */
interface Pass {
  readonly kind: (typeof CALL_KINDS)[number];
  readonly samples: LoadedSamples;
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly end: number;
  readonly batchSize: number;
  readonly totals: Totals;
}

/** A call that other threads have. */
interface Running {
  readonly job: Job;
  readonly pass: Pass;
  /** How far it came, as soon as its threads have finished. */
  result: Ended | undefined;
}

interface Ended {
  readonly done: number;
  readonly state: (typeof CALL_STATES)[number];
  readonly outputs: Float32Array;
}

/** Frees the memory of trainers that nobody uses any more. */
const unused = new FinalizationRegistry((memories: Set<Memory>) => {
  for (const memory of memories) memory.release();
});

/** The trainers whose memory is seen in views. */
const owners = new WeakMap<Float32Array, WasmTrainer>();

/** Trains with the kernels of `assembly/`. */
export class WasmTrainer implements Trainer {
  learningRate = 0.001;
  schedule: ((iterations: number) => number) | null = null;
  private readonly memory = new Memory();
  /** Of batches; they grow with the largest batch so far. */
  private readonly batchMemory = new Memory();
  private readonly memories = new Set([this.memory, this.batchMemory]);
  private readonly loaded = new Set<Samples>();
  private readonly units: number;
  private readonly layout: OptimizerLayout;
  private readonly costs: Costs;
  private readonly network: Network;
  private readonly call: number;
  private readonly control: number;
  private readonly totals: number;
  private readonly parametersView: Float32Array;
  private readonly trained: readonly ParameterLayout[];
  /** Samples and threads that the batch's buffers have room for. */
  private batchRows = 0;
  private batchThreads = 0;
  private readonly orders = new Buffer(this.memories);
  private readonly rates = new Buffer(this.memories);
  private readonly kept = new Buffer(this.memories);
  private keptCount = 0;
  private running: Running | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly options: TrainerOptions = {},
  ) {
    const { memory } = this;
    unused.register(this, this.memories);
    const layouts = parameterLayouts(plan);
    this.units = lastUnits(plan);
    this.trained = layouts.filter(({ trainable }) => trainable);
    this.layout = layOutOptimizer(memory, plan.optimizer, layouts);
    const { parameters, blockBytes, optimizer } = this.layout;
    this.costs = new Costs(plan);
    const size = layouts.reduce((sum, { size }) => sum + size, 0);
    this.parametersView = this.view(parameters, size);
    this.network = layOutNetwork(memory, plan, parameters, blockBytes, optimizer);
    this.call = memory.reserve(4 * CALL.length);
    this.control = memory.reserve(CONTROL.bytes);
    this.totals = memory.take(16 * (plan.metrics.length + 1));
  }

  get parameters(): Float32Array {
    this.pause();
    return this.parametersView;
  }

  get moments(): Float32Array {
    this.pause();
    const { parameters, blockBytes, momentBlocks } = this.layout;
    return this.view(parameters + 2 * blockBytes, (momentBlocks * blockBytes) / 4);
  }

  get outputs(): Float32Array {
    return this.view(this.kept.address, this.keptCount);
  }

  get iterations(): number {
    this.pause();
    return this.stepView()[0];
  }

  set iterations(iterations: number) {
    this.pause();
    this.stepView()[0] = iterations;
  }

  get lossScale(): number {
    this.pause();
    const at = this.layout.optimizer + offsetOf(OPTIMIZER, "lossScale");
    return this.memory.floats(at, 1)[0] || 1;
  }

  load(x: Float32Array, y: Float32Array, sampleWeight: Float32Array | null = null): Samples {
    const samples = this.reserve(x, y, sampleWeight);
    for (const [address, values] of partsOf(samples, x, y, sampleWeight))
      this.memory.floats(address, values.length).set(values);
    this.loaded.add(samples);
    return samples;
  }

  loadSoon(x: Float32Array, y: Float32Array, sampleWeight: Float32Array | null = null): Soon<Samples> {
    const samples = this.reserve(x, y, sampleWeight);
    const copies = partsOf(samples, x, y, sampleWeight).map(([address, values]) =>
      copySoon(this.memory.floats(address, values.length), values),
    );
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
    this.memories.add(samples.memory);
    return samples;
  }

  release(samples?: Samples): void {
    this.pause();
    for (const one of samples === undefined ? this.loaded : [samples]) {
      if (!this.loaded.delete(one)) continue;
      const { memory } = one as LoadedSamples;
      this.memories.delete(memory);
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
   * Trains for many epochs on one worker thread. The training ends before if the loss becomes NaN or infinite.
   *
   * @param isOver as for `trainSoon`
   */
  async runEpochs(training: Epochs, isOver: () => boolean): Promise<Epoch[]> {
    const memory = new Memory();
    const watch = new Watch(isOver);
    try {
      this.pause();
      const { samples, order, validation, batchSize, epochs } = training;
      const longest = Math.max(samples.rows, validation?.samples.rows ?? 0);
      this.prepare(Math.min(Math.max(batchSize, validation?.batchSize ?? 0), longest), 1);
      const shared = {
        order: order === null ? 0 : memory.copyIn(order),
        ...this.writeRates("train", epochs * Math.ceil(samples.rows / batchSize), memory),
      };
      const control = memory.take(CONTROL.bytes);
      const totalsBytes = 16 * (this.plan.metrics.length + 1);
      const callBytes = totalsBytes + 8 * Math.ceil(CALL.length / 2);
      // All at once, since there are two an epoch.
      let next = memory.reserve(2 * epochs * callBytes);
      const call = (kind: Pass["kind"], { rows, x, y, weights }: LoadedSamples, batchSize: number) => {
        const totals = next;
        const address = next + totalsBytes;
        next += callBytes;
        const outputs = this.plan.keepOutputs ? memory.take(4 * rows * this.units) : 0;
        const pass = { kind: CALL_KINDS.indexOf(kind), x, y, weights, rows, count: rows, batch: batchSize };
        const rest = kind === "train" ? shared : { order: 0, rates: 0, rateStart: -1 };
        const burst = this.burstOf(kind, batchSize);
        writeCall(address, { ...pass, ...rest, first: 0, burst, totals, outputs, control });
        return { address, totals, outputs, rows };
      };
      const calls = Array.from({ length: epochs }, (_, epoch) => ({
        train: call("train", samples as LoadedSamples, batchSize),
        evaluate:
          validation && training.validates?.(epoch) !== false
            ? call("evaluate", validation.samples as LoadedSamples, validation.batchSize)
            : undefined,
      }));
      const tasks = calls.flatMap(({ train, evaluate }) =>
        [train, evaluate].flatMap((one) => (one ? [["step", this.network.net, one.address] as const] : [])),
      );
      watch.job = new Job(tasks, 1, control);
      await watch.job.done;
      watch.isOver();
      const result = (one: ReturnType<typeof call>) => {
        const { done } = readCall(one.address);
        const totals = { samples: 0, loss: 0, metrics: this.plan.metrics.map(() => 0), metricWeights: [] };
        readTotals(this.totalsView(one.totals), done, totals);
        const count = one.outputs === 0 ? 0 : done * this.units;
        return { done, totals, outputs: memory.floats(one.outputs, count).slice() };
      };
      const results: Epoch[] = [];
      for (const { train, evaluate } of calls) {
        const trained = result(train);
        const isWhole = trained.done === train.rows;
        results.push({ ...trained, validation: evaluate && isWhole ? result(evaluate) : undefined });
        if (!isWhole) break;
      }
      if (epochs > 0) this.applyAverage();
      return results;
    } finally {
      watch.end();
      memory.release();
    }
  }

  predict(x: Float32Array): Float32Array {
    return this.predictPart(x, (pass) => copied(this.runHere(pass))) as Float32Array;
  }

  predictSoon(isOver: () => boolean, x: Float32Array): Soon<Float32Array> {
    const { inputs } = this.plan;
    const rows = Math.max(1, Math.floor(PREDICTED / inputs));
    if (x.length <= rows * inputs) return this.predictPart(x, (pass) => this.runSoon(pass, isOver));
    return this.predictInParts(x, rows, isOver);
  }

  /** Many rows, so that the memory for their copy stays small. */
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
    const memory = new Memory();
    const samples = { rows, memory, x: memory.copyIn(x), y: 0, weights: 0 };
    const batchSize = rows <= 8 ? 8 : PREDICT_ROWS;
    const totals = { samples: 0, loss: 0, metrics: [] };
    const passed = run({ kind: "predict", samples, order: null, start: 0, end: rows, batchSize, totals });
    if (passed instanceof Promise)
      return passed.then(({ outputs }) => outputs).finally(() => memory.release());
    memory.release();
    return passed.outputs;
  }

  /** Frees all memory at once; without it, the garbage collector does. */
  dispose(): void {
    this.pause();
    for (const memory of this.memories) memory.release();
    this.memories.clear();
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

  /** Changes the trained weights and their average, where one is kept. */
  private changeAverage(change: (weights: Float32Array, average: Float32Array) => void): void {
    this.pause();
    const { average, parameters, blockBytes } = this.layout;
    if (average === 0) return;
    for (const { at, size } of this.trained) {
      for (let from = 0; from < size; from += AVERAGED) {
        const address = parameters + 4 * (at + from);
        const count = Math.min(AVERAGED, size - from);
        change(this.memory.floats(address, count), this.memory.floats(address + average * blockBytes, count));
      }
    }
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
    while (kernels.step(net, call, 0, 1) > 0);
    return this.end(pass);
  }

  private runSoon(pass: Pass, isOver: () => boolean): Soon<Passed> {
    const { threads } = this.options;
    const rows = pass.end - pass.start;
    const cost = this.costOf(pass.kind, Math.min(pass.batchSize, rows));
    const isShort = (cost * rows) / Math.min(pass.batchSize, rows) < LONG;
    if (threads === undefined && isShort) return copied(this.runHere(pass));
    return this.runLong(pass, threads ?? Math.min(cores, worthThreads(cost)), isOver);
  }

  /** Runs a pass on worker threads, and goes on each time another call has made it pause. */
  private async runLong(pass: Pass, threads: number, isOver: () => boolean): Promise<Passed> {
    const rows = pass.end - pass.start;
    const outputs = new Float32Array(this.keeps(pass) ? rows * this.units : 0);
    const watch = new Watch(isOver);
    try {
      for (let done = 0; ; ) {
        while (this.running !== undefined) await this.running.job.done;
        if (watch.isOver()) return { done, outputs };
        const task = this.begin(pass, done, threads);
        const running: Running = { job: new Job([task], threads, this.control), pass, result: undefined };
        this.running = running;
        watch.job = running.job;
        try {
          await running.job.done;
        } finally {
          if (this.running === running) this.settle();
        }
        const result = running.result as Ended;
        outputs.set(result.outputs, done * this.units);
        done += result.done;
        if (done === rows || result.state === "diverged") return { done, outputs };
      }
    } finally {
      watch.end();
    }
  }

  /** Makes work on other threads end after its batch, and waits for that. Whoever needs the trainer calls it first. */
  private pause(): void {
    if (this.running === undefined) return;
    this.running.job.stop(STOP.afterBatch);
    this.running.job.wait();
    this.settle();
  }

  /** Takes over what the threads have done. */
  private settle(): void {
    const { running } = this;
    if (running === undefined) return;
    this.running = undefined;
    running.result = copied(this.end(running.pass));
  }

  /** Writes the call of a pass, from sample number `done` of it on. */
  private begin(pass: Pass, done: number, threads: number): Task & readonly ["step", number, number] {
    const { samples, order, batchSize } = pass;
    const start = pass.start + done;
    const count = pass.end - start;
    this.prepare(Math.min(batchSize, count), threads);
    const orderAt = order === null ? 0 : this.orders.reserve(count);
    if (order !== null) {
      const copy = new Uint32Array(this.memory.buffer, orderAt, count);
      copy.set(order.subarray(start, pass.end));
    }
    this.keptCount = this.keeps(pass) ? count * this.units : 0;
    writeTotals(this.totalsView(), pass.totals);
    const updates = Math.ceil(count / batchSize);
    writeCall(this.call, {
      kind: CALL_KINDS.indexOf(pass.kind),
      x: samples.x,
      y: samples.y,
      weights: samples.weights,
      rows: samples.rows,
      order: orderAt,
      first: start,
      count,
      batch: batchSize,
      burst: this.burstOf(pass.kind, batchSize),
      ...this.writeRates(pass.kind, updates),
      totals: this.totals,
      outputs: this.keptCount === 0 ? 0 : this.kept.reserve(this.keptCount),
      control: this.control,
    });
    return ["step", this.network.net, this.call];
  }

  /** The learning rates of the next updates. */
  private writeRates(
    kind: Pass["kind"],
    updates: number,
    memory?: Memory,
  ): { rates: number; rateStart: number } {
    if (kind !== "train") return { rates: 0, rateStart: -1 };
    const { schedule } = this;
    const first = this.stepView()[0];
    const count = schedule === null ? 1 : updates;
    const rates = memory?.take(4 * count) ?? this.rates.reserve(count);
    const view = this.memory.floats(rates, count);
    for (let i = 0; i < count; i++) view[i] = schedule === null ? this.learningRate : schedule(first + i);
    return { rates, rateStart: schedule === null ? -1 : first };
  }

  /** Reads what has come of the call of a pass. @throws ValueError for an order with an index that is not a row */
  private end(pass: Pass): Ended {
    const { done, state } = readCall(this.call);
    if (state === "outOfRange") throw outOfRange(pass.order as Uint32Array, pass.samples.rows);
    readTotals(this.totalsView(), done, pass.totals);
    return { done, state, outputs: this.outputs };
  }

  private keeps({ kind }: Pass): boolean {
    return kind === "predict" || (this.plan.keepOutputs ?? false);
  }

  /** Cost of one batch. */
  private costOf(kind: Pass["kind"], rows: number): number {
    return kind === "train" ? this.costs.training(rows) : this.costs.forward(rows);
  }

  private burstOf(kind: Pass["kind"], rows: number): number {
    return Math.max(1, Math.floor(BURST / this.costOf(kind, rows)));
  }

  /** Buffers for batches of `rows`. */
  private prepare(rows: number, threads: number): void {
    if (rows <= this.batchRows && threads <= this.batchThreads) return;
    this.batchRows = Math.max(rows, this.batchRows);
    this.batchThreads = Math.max(threads, this.batchThreads);
    this.batchMemory.release();
    layOutBatch(this.batchMemory, this.plan, this.network, this.batchRows, this.batchThreads);
  }

  /** A view to give away: as long as it is in use, so is the trainer with its memory. */
  private view(address: number, count: number): Float32Array {
    const view = this.memory.floats(address, count);
    owners.set(view, this);
    return view;
  }

  private totalsView(address = this.totals): Float64Array {
    return new Float64Array(this.memory.buffer, address, 2 * (this.plan.metrics.length + 1));
  }

  private stepView(): Int32Array {
    return new Int32Array(this.memory.buffer, this.layout.optimizer + offsetOf(OPTIMIZER, "step"), 1);
  }
}

/** Rows that `predict` takes at a time. */
const PREDICT_ROWS = 256;

/** Values of rows that are predicted in one call. */
const PREDICTED = 2 ** 22;

/** Parameters that are exchanged with their average at a time. */
const AVERAGED = 2 ** 14;

/** The addresses of samples, and the values that belong there. */
function partsOf(
  samples: LoadedSamples,
  x: Float32Array,
  y: Float32Array,
  weights: Float32Array | null,
): (readonly [number, Float32Array])[] {
  const parts = [[samples.x, x] as const, [samples.y, y] as const];
  return weights === null ? parts : [...parts, [samples.weights, weights] as const];
}

/** With a copy of the outputs, whose memory the next call may take. */
function copied(ended: Ended): Ended {
  return { ...ended, outputs: ended.outputs.slice() };
}
