import { atOnce, cut, PIECE } from "../pieces.ts";
import { KernelTrainer } from "./kernel-trainer.ts";
import {
  forwardPieces,
  gradientPieces,
  isLongUpdate,
  keepPieces,
  rowsAtOnce,
  rowsOfPiece,
  scorePieces,
  updatePieces,
} from "./pieces.ts";
import type { Plan } from "./plan.ts";
import { expectValues } from "./samples.ts";
import type { EngineTrainer, EvaluateCall, Samples, TrainCall, Trained } from "./trainer.ts";

/** A trainer for the plan, all parameters zero, on the kernels of `assembly/`, in a memory of its own. */
export function createTrainer(plan: Plan): EngineTrainer {
  return new PiecewiseTrainer(plan);
}

/**
 * Does large batches piece by piece. Whoever else needs the trainer between two pieces has the rest done first, so that
 * it never meets half a batch.
 */
class PiecewiseTrainer extends KernelTrainer implements EngineTrainer {
  private unfinished: Work<unknown> | undefined;
  private isUpdating = false;
  private readonly rowsAtOnce = rowsAtOnce(this.plan);
  private readonly isLongUpdate = isLongUpdate(this.plan, this.place.passes);

  /** Not in the middle of a change. */
  override get parameters(): Float32Array {
    while (this.isUpdating && this.unfinished?.advance());
    return super.parameters;
  }

  // Memory that is given out anew may be that of unfinished work.

  override allot(...samples: Parameters<EngineTrainer["allot"]>): Samples {
    this.finish();
    return super.allot(...samples);
  }

  override release(samples?: Samples): void {
    this.finish();
    super.release(samples);
  }

  override train(...call: TrainCall): number {
    this.finish();
    return super.train(...call);
  }

  override evaluate(...call: EvaluateCall): void {
    this.finish();
    super.evaluate(...call);
  }

  override predict(x: Float32Array): Float32Array {
    this.finish();
    return super.predict(x);
  }

  *trainInPieces(...call: TrainCall): Generator<void, Trained> {
    const [, , start, end, batchSize] = call;
    if (this.isLongUpdate || Math.min(batchSize, end - start) > this.rowsAtOnce)
      return yield* this.share(this.training(...call));
    const trained = this.train(...call);
    return { trained, outputs: this.outputs.slice() };
  }

  *evaluateInPieces(...call: EvaluateCall): Generator<void, Float32Array> {
    const [, start, end, batchSize] = call;
    if (Math.min(batchSize, end - start) > this.rowsAtOnce)
      return yield* this.share(this.evaluation(...call));
    this.evaluate(...call);
    return this.outputs.slice();
  }

  *predictInPieces(x: Float32Array): Generator<void, Float32Array> {
    const { inputs } = this.plan;
    const rows = x.length / inputs;
    if (rows <= this.rowsAtOnce) return this.predict(x);
    return yield* this.share(this.prediction(x, rows));
  }

  private *training(...call: TrainCall): Generator<void, Trained> {
    const [, , start, end, batchSize, totals] = call;
    const { kernels } = this.memory;
    const place = yield* this.begin(...call);
    let trained = 0;
    for (const [from, to] of cut(end - start, batchSize)) {
      const batch = this.batchOf(place, from, to);
      if (!(yield* scorePieces(kernels, this.plan, batch, true))) break;
      if (this.plan.keepOutputs) yield* keepPieces(kernels, this.plan, batch, from);
      yield* gradientPieces(kernels, this.plan, batch);
      yield* this.whole(this.update(place.net, this.rateAfter(0)));
      trained = to;
    }
    this.readTotals(trained, totals);
    return { trained, outputs: yield* this.copyOfOutputs() };
  }

  private *update(net: number, rate: number): Generator<void, void> {
    if (yield* updatePieces(this.memory.kernels, this.place.passes, net, rate))
      yield* this.constrainParameters();
  }

  protected override *averaging(...change: Parameters<KernelTrainer["averaging"]>): Generator<void, void> {
    yield* this.share(this.whole(super.averaging(...change)));
  }

  /** A change of the weights: once it has begun it is not given up, and who reads them has the rest done first. */
  private *whole(change: Generator<void, void>): Generator<void, void> {
    this.isUpdating = true;
    try {
      while (!change.next().done) yield;
    } finally {
      atOnce(change);
      this.isUpdating = false;
    }
  }

  private *evaluation(...call: EvaluateCall): Generator<void, Float32Array> {
    const [samples, start, end, batchSize, totals] = call;
    const { kernels } = this.memory;
    const place = yield* this.begin(samples, null, start, end, batchSize, totals);
    for (const [from, to] of cut(end - start, batchSize)) {
      const batch = this.batchOf(place, from, to);
      yield* scorePieces(kernels, this.plan, batch, false);
      if (this.plan.keepOutputs) yield* keepPieces(kernels, this.plan, batch, from);
    }
    this.readTotals(end - start, totals);
    return yield* this.copyOfOutputs();
  }

  /** What comes next may take their memory. */
  private *copyOfOutputs(): Generator<void, Float32Array> {
    const copy = new Float32Array(this.outputs.length);
    for (const [from, to] of cut(copy.length, PIECE)) {
      copy.set(this.outputs.subarray(from, to), from);
      yield;
    }
    return copy;
  }

  private *prediction(x: Float32Array, rows: number): Generator<void, Float32Array> {
    const { inputs } = this.plan;
    const { kernels } = this.memory;
    const { net } = this.network;
    expectValues("x", x, Math.ceil(rows), inputs);
    const outputs = new Float32Array(rows * this.units);
    for (const [from, to] of cut(rows, rowsOfPiece(this.plan))) {
      const count = to - from;
      this.prepare(count, 0);
      const room = this.room(this.predictRoom, count * (inputs + this.units));
      this.memory.floats(room, count * inputs).set(x.subarray(from * inputs, to * inputs));
      kernels.takeRows(net, room, 0, 0, 0, 0, count);
      yield* forwardPieces(kernels, this.plan, net, count, 0, count, false);
      const out = room + 4 * count * inputs;
      kernels.outputRows(net, 0, count, out);
      outputs.set(this.memory.floats(out, count * this.units), from * this.units);
    }
    return outputs;
  }

  /** Does the pieces, as far as nobody else does. */
  private *share<T>(pieces: Generator<void, T>): Generator<void, T> {
    this.finish();
    const work = new Work(pieces);
    this.unfinished = work;
    try {
      while (work.advance()) yield;
      return work.result as T;
    } finally {
      work.giveUp();
      if (this.unfinished === work) this.unfinished = undefined;
    }
  }

  /** Before the buffers are used for something else. */
  private finish(): void {
    while (this.unfinished?.advance());
    this.unfinished = undefined;
  }
}

/** Pieces that two may do. */
class Work<T> {
  result: T | undefined;

  constructor(private readonly pieces: Generator<void, T>) {}

  /** Leaves the rest, if there is any. */
  giveUp(): void {
    this.pieces.return(undefined as T);
  }

  /** Does a piece. Returns false once there is none any more. */
  advance(): boolean {
    const { done, value } = this.pieces.next();
    if (done) this.result ??= value as T;
    return !done;
  }
}
