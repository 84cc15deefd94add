import { createTrainer, type Trainer as Engine } from "../../engine";
import { ValueError } from "../../errors";
import { loadTensorFlowBackend } from "../backend/load-tensorflow";
import type { Dense, Shape, Variable } from "../layers";
import type { Metric } from "../metrics";
import { type Compiled, metricsOf, planOf } from "./model-plan";

/** What of a model decides its engine. */
interface Network {
  readonly layers: readonly Dense[];
  readonly weights: readonly Variable[];
  readonly inputShape: Shape | undefined;
}

/** The one that computes for a model: made when first needed, given up when the model is compiled or changed. */
export class ModelEngine {
  /** The metrics for this network; empty until data is seen. */
  metrics: readonly Metric[] = [];
  private compilation: Compiled | undefined;
  private engine: Engine | undefined;

  constructor(private readonly network: Network) {}

  compile(compiled: Compiled): void {
    compiled.optimizer.iterations = 0;
    this.compilation = compiled;
    this.metrics = [];
    this.engine = undefined;
  }

  /** @throws ValueError before `compile` */
  get compiled(): Compiled {
    if (this.compilation) return this.compilation;
    throw new ValueError("You must call `compile()` before using the model.");
  }

  /** For a change of the layers: what the optimizer has gathered so far belongs to the old ones. */
  networkChanged(): void {
    if (this.compilation && this.compilation.optimizer.iterations > 0) this.compilation = undefined;
    this.metrics = [];
    this.engine = undefined;
  }

  /** The engine, or TensorFlow.js as `compile` said, with the model's weights. */
  async ready(): Promise<Engine> {
    if (this.compilation?.jitCompile !== false) return this.readyNow();
    if (this.engine === undefined) {
      const backend = await loadTensorFlowBackend();
      this.engine ??= backend.createTrainer(this.plan());
    }
    return this.withWeights(this.engine);
  }

  /** @throws ValueError when TensorFlow.js is to compute, which has to be waited for */
  readyNow(): Engine {
    if (this.compilation?.jitCompile === false) {
      throw new ValueError(
        "Only the engine computes at once, and the model was compiled with `jitCompile: false`. " +
          "Use `await fit(…)` and `await predict(…)`, or compile it without `jitCompile`.",
      );
    }
    this.engine ??= createTrainer(this.plan());
    return this.withWeights(this.engine);
  }

  private plan() {
    const { layers, inputShape } = this.network;
    const plans = layers.map((layer) => layer.plan());
    const { units } = plans[plans.length - 1];
    if (this.compilation) this.metrics = metricsOf(this.compilation, units);
    return planOf(inputShape?.[1] as number, plans, this.compilation, this.metrics);
  }

  private withWeights(engine: Engine): Engine {
    let offset = 0;
    for (const variable of this.network.weights) {
      variable.moveTo(engine.parameters, offset);
      offset += variable.size;
    }
    return engine;
  }
}
