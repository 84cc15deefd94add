import { atOnce, cut, PIECE } from "../pieces.ts";
import { Memory } from "./memory.ts";
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
import { constrain } from "./passes.ts";
import type { BatchPlace } from "./pieces.ts";
import type { Plan } from "./plan.ts";
import { NET, OPTIMIZER, offsetOf, readTotals, writeRecord, writeTotals } from "./records.ts";
import { expectOrder, expectRange, expectValues, reduceByWeights, SampleStore } from "./samples.ts";
import type { BatchRange, Samples, Totals, TrainCall, Trainer } from "./trainer.ts";

/** Trains in the memory of the kernels, each call at once. */
export class KernelTrainer implements Trainer {
  learningRate = 0.001;
  schedule: ((iterations: number) => number) | null = null;
  protected readonly memory = new Memory();
  protected readonly units: number;
  protected readonly place: OptimizerLayout;
  protected readonly network: Network;
  /** Where memory is free for batches and samples. */
  private readonly free: number;
  private readonly loaded: SampleStore;
  private batchStart = 0;
  /** Samples that the batch's buffers have room for. */
  private batchRows = 0;
  private readonly orderRoom = { address: 0, count: 0 };
  private readonly rateRoom = { address: 0, count: 0 };
  private readonly outputRoom = { address: 0, count: 0 };
  private readonly weightRoom = { address: 0, count: 0 };
  protected readonly predictRoom = { address: 0, count: 0 };
  /** Weights that are trained, and so averaged. */
  private readonly trained: readonly ParameterLayout[];
  /** Weights that a constraint holds. */
  private readonly constrained: readonly ParameterLayout[];
  private kept = 0;
  /** Parameters. */
  private readonly size: number;

  constructor(protected readonly plan: Plan) {
    const places = parameterLayouts(plan);
    this.units = lastUnits(plan);
    this.size = places.reduce((sum, { size }) => sum + size, 0);
    this.trained = places.filter(({ trainable }) => trainable);
    this.constrained = this.trained.filter(({ constraint }) => constraint);
    this.place = layOutOptimizer(this.memory, plan.optimizer, places);
    const { parameters, blockBytes, optimizer } = this.place;
    this.network = layOutNetwork(this.memory, plan, parameters, blockBytes, optimizer);
    this.loaded = new SampleStore(this.memory, plan.inputs, targetsPerSample(plan));
    this.free = this.memory.mark();
  }

  get parameters(): Float32Array {
    return this.memory.floats(this.place.parameters, this.size);
  }

  get moments(): Float32Array {
    const { parameters, blockBytes, momentBlocks } = this.place;
    return this.memory.floats(parameters + 2 * blockBytes, (momentBlocks * blockBytes) / 4);
  }

  get outputs(): Float32Array {
    return this.memory.floats(this.outputRoom.address, this.kept);
  }

  get iterations(): number {
    return this.stepView()[0];
  }

  set iterations(iterations: number) {
    this.stepView()[0] = iterations;
  }

  load(x: Float32Array, y: Float32Array, sampleWeight: Float32Array | null = null): Samples {
    const samples = this.allot(x, y, sampleWeight);
    for (const _ of this.fill(samples));
    return samples;
  }

  allot(x: Float32Array, y: Float32Array, sampleWeight: Float32Array | null = null): Samples {
    return this.loaded.allot(x, y, sampleWeight);
  }

  fill(samples: Samples): Generator<void, void> {
    return this.loaded.fill(samples);
  }

  release(samples?: Samples): void {
    const mark = samples === undefined ? this.free : this.loaded.startOf(samples);
    if (mark === undefined) return;
    this.loaded.forgetFrom(mark);
    this.memory.releaseTo(mark);
    // Buffers that were made after the samples went with them.
    if (this.batchStart >= mark) this.batchRows = 0;
    for (const room of [this.orderRoom, this.rateRoom, this.outputRoom, this.weightRoom, this.predictRoom])
      if (room.address >= mark) room.count = 0;
    if (this.outputRoom.count === 0) this.kept = 0;
  }

  train(
    samples: Samples,
    order: Uint32Array | null,
    start: number,
    end: number,
    batchSize: number,
    totals: Totals,
  ): number {
    const place = atOnce(this.begin(samples, order, start, end, batchSize, totals));
    const steps = this.schedule === null ? 1 : Math.ceil(place.rows / batchSize);
    const rates = this.room(this.rateRoom, steps);
    const rateView = this.memory.floats(rates, steps);
    for (let i = 0; i < steps; i++) rateView[i] = this.rateAfter(i);
    const oneRate = this.schedule === null;
    let trained = 0;
    if (this.constrained.length === 0) trained = this.runTrain(place, batchSize, rates, oneRate);
    else {
      const first = this.iterations;
      for (const [from, to] of cut(place.rows, batchSize)) {
        this.keepFrom(from);
        const rate = oneRate ? rates : rates + 4 * (this.iterations - first);
        const updates = this.iterations;
        if (this.runTrain(this.batchOf(place, from, to), batchSize, rate, oneRate) < to - from) break;
        if (this.iterations > updates) atOnce(this.constrainParameters());
        trained = to;
      }
    }
    this.readTotals(trained, totals);
    return trained;
  }

  private runTrain(place: BatchPlace, batchSize: number, rates: number, oneRate: boolean): number {
    const { net, x, y, sampleWeights, order, first, rows } = place;
    return this.memory.kernels.train(net, x, y, sampleWeights, order, first, rows, batchSize, rates, oneRate);
  }

  evaluate(samples: Samples, start: number, end: number, batchSize: number, totals: Totals): void {
    const place = atOnce(this.begin(samples, null, start, end, batchSize, totals));
    const { net, x, y, sampleWeights, first, rows } = place;
    this.memory.kernels.evaluate(net, x, y, sampleWeights, first, rows, batchSize);
    this.readTotals(rows, totals);
  }

  predict(x: Float32Array): Float32Array {
    const rows = x.length / this.plan.inputs;
    expectValues("x", x, Math.ceil(rows), this.plan.inputs);
    if (rows === 0) return new Float32Array(0);
    this.prepare(rows <= 8 ? 8 : PREDICT_ROWS, 0);
    const mark = this.memory.mark();
    const from = this.memory.copyIn(x);
    const to = this.memory.take(4 * rows * this.units);
    this.memory.kernels.predict(this.network.net, from, rows, PREDICT_ROWS, to);
    const outputs = this.memory.floats(to, rows * this.units).slice();
    this.memory.releaseTo(mark);
    return outputs;
  }

  get lossScale(): number {
    const at = this.place.optimizer + offsetOf(OPTIMIZER, "lossScale");
    return this.memory.floats(at, 1)[0] || 1;
  }

  swapAverage(): Generator<void, void> {
    return this.averaging((weights, average) => {
      const kept = weights.slice();
      weights.set(average);
      average.set(kept);
    });
  }

  restartAverage(): Generator<void, void> {
    return this.averaging((weights, average) => average.set(weights));
  }

  applyAverage(): Generator<void, void> {
    return this.averaging((weights, average) => weights.set(average));
  }

  /** Changes the trained weights and their average, where one is kept, in pieces. */
  protected *averaging(
    change: (weights: Float32Array, average: Float32Array) => void,
  ): Generator<void, void> {
    const { average, parameters, blockBytes } = this.place;
    if (average === 0) return;
    for (const { at, size } of this.trained) {
      for (const [from, to] of cut(size, PIECE)) {
        const address = parameters + 4 * (at + from);
        const count = to - from;
        change(this.memory.floats(address, count), this.memory.floats(address + average * blockBytes, count));
        yield;
      }
    }
  }

  /** Brings what a call needs into the kernels' memory, in pieces: all its samples, as if they were one batch. */
  protected *begin(
    ...[samples, order, start, end, batchSize, totals]: TrainCall
  ): Generator<void, BatchPlace> {
    const { x, y } = this.loaded.own(samples);
    const rows = end - start;
    expectRange(order?.length ?? samples.rows, start, end);
    this.prepare(Math.min(batchSize, rows), rows);
    writeTotals(this.totalsView(), totals);
    let orderAt = 0;
    if (order !== null) {
      orderAt = this.room(this.orderRoom, rows);
      for (const [from, to] of cut(rows, PIECE)) {
        const at = orderAt + 4 * from;
        new Uint32Array(this.memory.buffer, at, to - from).set(order.subarray(start + from, start + to));
        expectOrder(this.memory.kernels.largest(at, to - from) >>> 0, samples.rows);
        if (rows > PIECE) yield;
      }
    }
    const sampleWeights = yield* this.weightsFor(samples, { order, start, end, batchSize });
    return { net: this.network.net, x, y, sampleWeights, order: orderAt, first: start, rows };
  }

  /** The batch of samples `from … to)` of a call. */
  protected batchOf(call: BatchPlace, from: number, to: number): BatchPlace {
    const order = call.order === 0 ? 0 : call.order + 4 * from;
    return { ...call, order, first: call.first + from, rows: to - from };
  }

  /** The step size of the update that comes after so many more. */
  protected rateAfter(updates: number): number {
    return this.schedule?.(this.iterations + updates) ?? this.learningRate;
  }

  /** Puts the weights that a constraint holds where it wants them, after an update, in pieces. */
  protected *constrainParameters(): Generator<void, void> {
    for (const { at, size, rows, columns, constraint } of this.constrained) {
      const weight = () => this.memory.floats(this.place.parameters + 4 * at, size);
      if (constraint) yield* constrain(weight, rows === 0 ? 1 : columns, constraint);
    }
  }

  /** Where the kernels find the samples' weights, which stand for the loss' reduction too; 0: each is 1. */
  private *weightsFor(samples: Samples, range: BatchRange): Generator<void, number> {
    const { weights, rows } = this.loaded.own(samples);
    const { reduction } = this.plan.loss;
    writeRecord(this.memory, this.network.net, NET, { ownWeights: weights });
    if (reduction === undefined || (reduction === "meanWithSampleWeight" && weights === 0)) return weights;
    const to = this.room(this.weightRoom, rows);
    const floatsAt = (address: number) => () => this.memory.floats(address, rows);
    const given = weights === 0 ? () => null : floatsAt(weights);
    yield* reduceByWeights(this.plan.loss, this.units, given, range, floatsAt(to));
    return to;
  }

  /** Buffers for batches of `rows`, and room for the outputs of `count` samples where they are kept. */
  protected prepare(rows: number, count: number): void {
    if (rows > this.batchRows) {
      this.batchStart = this.memory.mark();
      layOutBatch(this.memory, this.plan, this.network, rows);
      this.batchRows = rows;
    }
    if (!this.plan.keepOutputs || count === 0) return;
    this.room(this.outputRoom, count * this.units);
    this.kept = count * this.units;
    this.keepFrom(0);
  }

  /** Lets the kernels keep the outputs of the call's samples from that one on, where they are kept. */
  private keepFrom(sample: number): void {
    if (!this.plan.keepOutputs) return;
    const kept = this.outputRoom.address + 4 * sample * this.units;
    writeRecord(this.memory, this.network.net, NET, { kept });
  }

  protected readTotals(samples: number, totals: Totals): void {
    readTotals(this.totalsView(), samples, totals);
  }

  private totalsView(): Float64Array {
    return new Float64Array(this.memory.buffer, this.network.totals, 2 * (this.plan.metrics.length + 1));
  }

  /** Room for `count` values of four bytes, kept for the next call. */
  protected room(room: { address: number; count: number }, count: number): number {
    if (room.count < count) {
      room.address = this.memory.take(4 * count);
      room.count = count;
    }
    return room.address;
  }

  private stepView(): Int32Array {
    return new Int32Array(this.memory.buffer, this.place.optimizer + offsetOf(OPTIMIZER, "step"), 1);
  }
}

/** Rows that `predict` takes at a time. */
const PREDICT_ROWS = 256;
