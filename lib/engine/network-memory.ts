import { draws } from "./layers.ts";
import { Memory } from "./memory.ts";
import { layerLayouts, layOutBatch, layOutNetwork, type Network, type ParameterLayout } from "./network.ts";
import { layOutOptimizer, type OptimizerLayout } from "./optimizer.ts";
import type { Plan } from "./plan.ts";
import { CALL, LAYER, OPTIMIZER } from "./record-fields.ts";
import { CONTROL, offsetOf } from "./records.ts";
import type { OptimizerState } from "./trainer.ts";

/** Parameters that are swapped with their average at a time. */
const AVERAGED = 2 ** 14;

/** Frees the memory of networks that nobody uses any more. */
const unused = new FinalizationRegistry((memories: Set<Memory>) => {
  for (const memory of memories) memory.release();
});

/** The networks that views look into. */
const owners = new WeakMap<Float32Array, NetworkMemory>();

/** A network's part of the engine's memory: parameters, optimizer state, records, and the buffers of a batch. */
export class NetworkMemory {
  /** Everything that is freed with the network, including the memory of its samples. */
  readonly all = new Set<Memory>();
  /** All kernels and biases. */
  readonly parameters: Float32Array;
  /** Addresses of the network's record, and of those of its calls. */
  readonly net: number;
  readonly call: number;
  readonly control: number;
  readonly totals: number;
  /** Views of the call and its totals: making one takes longer than an epoch's arguments. */
  readonly callWords: Int32Array;
  readonly sums: Float64Array;
  /** Bytes of the totals of a call. */
  readonly totalsBytes: number;
  private readonly memory = new Memory();
  /** The buffers of a batch, which grow with the largest batch so far. */
  private readonly batchMemory = new Memory();
  /** Samples and threads that the batch's buffers have room for. */
  private batchRows = 0;
  private batchThreads = 0;
  private readonly layout: OptimizerLayout;
  private readonly step: Int32Array;
  private readonly network: Network;
  private readonly trained: readonly ParameterLayout[];

  /** All parameters are zero. */
  constructor(private readonly plan: Plan) {
    const { memory } = this;
    this.all.add(memory).add(this.batchMemory);
    unused.register(this, this.all);
    const byLayer = layerLayouts(plan);
    const layouts = byLayer.flat();
    this.trained = layouts.filter(({ trainable }) => trainable);
    this.layout = layOutOptimizer(memory, plan.optimizer, layouts);
    const { parameters, blockBytes, optimizer } = this.layout;
    this.network = layOutNetwork(memory, plan, byLayer, parameters, blockBytes, optimizer);
    this.net = this.network.net;
    this.parameters = this.view(
      parameters,
      layouts.reduce((sum, { size }) => sum + size, 0),
    );
    this.call = memory.reserve(4 * CALL.length);
    this.callWords = new Int32Array(memory.buffer, this.call, CALL.length);
    this.step = new Int32Array(memory.buffer, optimizer + offsetOf(OPTIMIZER, "step"), 1);
    this.control = memory.reserve(CONTROL.bytes);
    this.totalsBytes = 16 * (plan.metrics.length + 1);
    this.totals = memory.take(this.totalsBytes);
    this.sums = new Float64Array(memory.buffer, this.totals, this.totalsBytes / 8);
  }

  get optimizerState(): OptimizerState {
    const { parameters, blockBytes, momentBlocks, average, accumulated, factors } = this.layout;
    const block = (number: number, { at, size }: ParameterLayout) =>
      this.view(parameters + number * blockBytes + 4 * at, size);
    const moments = this.trained.map((layout) => {
      const { rows, columns } = layout;
      const address = factors.get(layout);
      if (address !== undefined) return [this.view(address, rows), this.view(address + 4 * rows, columns)];
      const count = this.plan.optimizer.kind === "muon" && rows > 0 ? 1 : momentBlocks;
      return Array.from({ length: count }, (_, i) => block(2 + i, layout));
    });
    const field = (name: "momentumProduct" | "lossScale" | "scaleSteps") =>
      this.layout.optimizer + offsetOf(OPTIMIZER, name);
    return {
      moments,
      averages: average === 0 ? [] : this.trained.map((layout) => block(average, layout)),
      accumulated: accumulated === 0 ? [] : this.trained.map((layout) => block(accumulated, layout)),
      momentumProduct: this.view(field("momentumProduct"), 1),
      lossScale: this.view(field("lossScale"), 1),
      scaleSteps: new Int32Array(this.memory.buffer, field("scaleSteps"), 1),
    };
  }

  get draws(): Int32Array[] {
    const first = this.network.layers + offsetOf(LAYER, "draws");
    return this.plan.layers.flatMap((layer, i) =>
      draws(layer) ? [new Int32Array(this.memory.buffer, first + 4 * LAYER.length * i, 1)] : [],
    );
  }

  get iterations(): number {
    return this.step[0];
  }

  set iterations(iterations: number) {
    this.step[0] = iterations;
  }

  /** 0 without one. */
  get lossScale(): number {
    return this.memory.floats(this.layout.optimizer + offsetOf(OPTIMIZER, "lossScale"), 1)[0];
  }

  /** Makes room for batches of `rows` samples on `threads` threads. */
  reserveBatch(rows: number, threads: number): void {
    if (rows <= this.batchRows && threads <= this.batchThreads) return;
    const [mostRows, mostThreads] = [Math.max(rows, this.batchRows), Math.max(threads, this.batchThreads)];
    this.batchMemory.release();
    // Remembered only once there is memory for it.
    this.batchRows = 0;
    this.batchThreads = 0;
    layOutBatch(this.batchMemory, this.plan, this.network, mostRows, mostThreads);
    this.batchRows = mostRows;
    this.batchThreads = mostThreads;
  }

  /** A view for callers, which keeps the network alive. */
  view(address: number, count: number): Float32Array {
    const view = this.memory.floats(address, count);
    owners.set(view, this);
    return view;
  }

  /** Changes the trained weights and their moving average, if there is one. */
  changeAverage(change: (weights: Float32Array, average: Float32Array) => void): void {
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

  release(): void {
    for (const memory of this.all) memory.release();
    this.all.clear();
  }
}
