import { createTrainer, type EngineTrainer as Engine } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { loadTensorFlowBackend } from "../backend/load-tensorflow.ts";
import type { Layer, Shape, Variable } from "../layers/index.ts";
import { sampleSize } from "../layers/layer.ts";
import {
  type Compiled,
  type CompiledMetric,
  enginePlan,
  type ModelPlan,
  metricsOf,
  planOf,
  unknownParts,
} from "./model-plan.ts";

/** What of a model decides its engine. */
interface Network {
  readonly layers: readonly Layer[];
  readonly weights: readonly Variable[];
  readonly inputShape: Shape | undefined;
  readonly outputShape: Shape;
}

/** The one that computes for a model: made when first needed, given up when the model is compiled or changed. */
export class ModelEngine {
  /** The metrics for this network; empty until data is seen. */
  metrics: readonly CompiledMetric[] = [];
  private compilation: Compiled | undefined;
  private engine: Engine | undefined;
  /** It is the engine, not TensorFlow.js. */
  private isOwn = false;

  constructor(private readonly network: Network) {}

  compile(compiled: Compiled): void {
    compiled.optimizer.batches = 0;
    this.compilation = compiled;
    this.forget();
    if (compiled.jitCompile === true && this.isKnown()) enginePlan(this.plan());
  }

  /** @throws ValueError before `compile` */
  get compiled(): Compiled {
    if (this.compilation) return this.compilation;
    throw new ValueError("You must call `compile()` before using the model.");
  }

  /** Whether the engine computes, and not TensorFlow.js: decided by the model alone. */
  get usesEngine(): boolean {
    const choice = this.compilation?.jitCompile ?? "auto";
    if (choice !== "auto") return choice;
    return !this.isKnown() || unknownParts(this.plan()).length === 0;
  }

  /** Whether that engine is still the model's: it is not after a change of the model. */
  is(engine: Engine): boolean {
    return this.engine === engine;
  }

  /** For a change of the layers: what the optimizer has gathered so far belongs to the old ones. */
  networkChanged(): void {
    if (this.compilation && this.compilation.optimizer.batches > 0) this.compilation = undefined;
    this.forget();
  }

  /** The engine, or TensorFlow.js, with the model's weights. */
  ready(): Engine | Promise<Engine> {
    if (this.engine === undefined && !this.usesEngine) return this.withTensorFlow();
    return this.withWeights(this.own());
  }

  /** @throws ValueError when TensorFlow.js is to compute, which has to be waited for */
  readyNow(): Engine {
    if (!this.isOwn && !this.usesEngine) {
      throw new ValueError(
        "Only the engine computes at once, and this model takes TensorFlow.js " +
          (this.compilation?.jitCompile === false
            ? "(`jitCompile: false`)."
            : `because of ${unknownParts(this.plan()).join(" and ")}.`) +
          " Use `await fit(…)`, `await evaluate(…)` and `await predict(…)`.",
      );
    }
    return this.withWeights(this.own());
  }

  /** The plan of the built model. */
  plan(): ModelPlan {
    const { layers, inputShape, outputShape } = this.network;
    if (this.compilation) this.metrics = metricsOf(this.compilation, sampleSize(outputShape));
    const steps = layers.flatMap((layer) => layer.plans());
    const trained = layers.flatMap(({ trainable, weights }) => (trainable ? weights : []));
    const optimizer = this.compilation?.optimizer.plan(trained);
    return planOf(sampleSize(inputShape as Shape), steps, this.compilation?.loss, optimizer, this.metrics);
  }

  private forget(): void {
    this.metrics = [];
    this.engine = undefined;
    this.isOwn = false;
  }

  private own(): Engine {
    if (this.engine === undefined) {
      this.engine = createTrainer(enginePlan(this.plan()));
      this.isOwn = true;
    }
    return this.engine;
  }

  private async withTensorFlow(): Promise<Engine> {
    const backend = await loadTensorFlowBackend();
    this.engine ??= backend.createTrainer(this.plan());
    return this.withWeights(this.own());
  }

  private isKnown(): boolean {
    return this.network.inputShape !== undefined && this.network.layers.length > 0;
  }

  private withWeights(engine: Engine): Engine {
    let offset = 0;
    for (const { weights } of this.network.layers) {
      for (const variable of weights) {
        variable.moveTo(engine, offset);
        offset += variable.size;
      }
    }
    this.compilation?.optimizer.follow(engine);
    return engine;
  }
}
