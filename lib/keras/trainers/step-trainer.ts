import { checkOptions } from "../../errors.ts";
import { interruption } from "../../event-loop.ts";
import type { NDArray } from "../../ndarray.ts";
import { tensorFlowNow } from "../backend/eager.js";
import {
  type Callback,
  History,
  type Logs,
  type PredictLogs,
  type TrainedModel,
} from "../callbacks/callback.ts";
import { CallbackList, type Mode } from "../callbacks/callback-list.ts";
import { ProgbarLogger } from "../callbacks/progbar-logger.ts";
import { fitCallbacks } from "../config.ts";
import { dialect } from "../dialects/dialect.ts";
import type { Arrays, KerasTensor, Structure } from "../layers/keras-tensor.ts";
import type { Layer } from "../layers/layer.ts";
import type { BatchSource } from "./batch-source.ts";
import { type BatchPass, eachBatch, runEpochLoop } from "./epoch-loop.ts";
import { checkLoss, type Figures } from "./metric-totals.ts";
import {
  callbackList,
  type EvaluateOptions,
  type FitOptions,
  fitCounts,
  OPTIONS,
  optionalWholeNumber,
  type PassOptions,
  verbosity,
} from "./options.ts";
import { type SeenSamples, seenInEvaluation, seenInPrediction } from "./seen-samples.ts";
import { stepBatches } from "./step-batches.ts";
import { SteppedModel } from "./stepped-model.ts";
import { JoinedOutputs, stepLogs } from "./steps.ts";
import type { ModelArrays, TargetArrays } from "./structured-data.ts";

/** `fit`, `evaluate` and `predict` by the steps of a subclass, one call for each batch; and what callbacks see of any `fit`. */
export abstract class StepTrainer<Form extends Structure<KerasTensor> = KerasTensor>
  extends SteppedModel<Form>
  implements TrainedModel
{
  /** Set to true by a callback, it ends `fit` after the current batch. */
  stopTraining = false;
  /** The epoch with which the running `fit` begins, from 0; a callback may set it in `onTrainBegin`. */
  initialEpoch = 0;
  /** The history of the last `fit`. */
  history: History | undefined;

  abstract getLayer<Found extends Layer = Layer>(...args: Parameters<TrainedModel["getLayer"]>): Found;
  abstract summary(): unknown;
  abstract predict(x: ModelArrays | BatchSource, options?: PassOptions): Promise<Arrays<Form>>;
  abstract evaluate(x: ModelArrays | BatchSource, y?: unknown, options?: EvaluateOptions): Promise<unknown>;

  /** `fit` by the steps of a subclass. */
  protected async fitBySteps(
    x: ModelArrays | BatchSource,
    y: TargetArrays | undefined,
    options: FitOptions,
  ): Promise<History> {
    checkOptions("fit", options, OPTIONS.fit);
    const { optimizer } = this.engine.compiled;
    const isStopped = interruption(options.signal);
    const settings = fitCounts(options);
    const opened = await stepBatches(x, y, options, settings);
    try {
      const { batches, validation } = opened;
      this.prepareSteps(
        opened.first,
        shown(opened.count, seenInEvaluation({ ...options, steps: options.stepsPerEpoch })),
      );
      const history = new History();
      const callbacks = this.callbacksFor("Train", options, 1, settings.epochs, batches.count, history);
      this.history = history;
      this.stopTraining = false;
      this.initialEpoch = settings.initialEpoch;
      const isOver = () => {
        isStopped();
        return this.stopTraining;
      };
      const validate =
        validation &&
        ((epoch: number) => {
          const pass = { batches: validation, callbacks: callbacks.ofValidation(), isOver };
          return this.testBySteps(pass, `the validation of epoch ${epoch + 1}`, "val_");
        });
      const firstEpoch = () => this.initialEpoch;
      await runEpochLoop(
        { ...settings, callbacks, isOver, firstEpoch, validate },
        {
          hasEnded: () => batches.hasEnded(),
          train: (epoch) => {
            this.resetMetrics();
            return this.passBySteps({ batches, callbacks, isOver }, `epoch ${epoch + 1}`, "trainStep");
          },
          finish: () => optimizer.finalizeVariableValues(),
        },
      );
      return history;
    } finally {
      await opened.close();
    }
  }

  /** The figures of a pass by `testStep`. */
  private async testBySteps(pass: BatchPass, where: string, prefix = ""): Promise<Logs> {
    this.resetMetrics();
    await pass.callbacks.begin();
    const logs = await this.passBySteps(pass, where, "testStep");
    dialect().order(logs);
    await pass.callbacks.end({ ...logs });
    return Object.fromEntries(Object.entries(logs).map(([name, value]) => [prefix + name, value]));
  }

  /** The logs after one pass. */
  private async passBySteps(pass: BatchPass, name: string, method: "trainStep" | "testStep"): Promise<Logs> {
    const logs = await eachBatch(
      pass,
      name,
      (batch) => batch,
      (batch, where) => {
        const logs = this.runStep(method, batch);
        if (typeof logs.loss === "number" && !pass.callbacks.terminatesOnNaN) checkLoss(logs.loss, where);
        return logs;
      },
    );
    return this.ofPass(method, logs);
  }

  /** The figures of a pass after its last step: in Keras 3 those of the metrics, if the step returns the same names. */
  private ofPass(method: string, logs: Logs = {}): Logs {
    if (!dialect().resultsOfMetrics || !this.engine.isCompiled) return { ...logs };
    return tensorFlowNow().tidy(() => {
      const results = this.getMetricsResult();
      const names = Object.keys(results);
      const isSame = names.length === Object.keys(logs).length && names.every((name) => name in logs);
      return isSame ? stepLogs(method, results) : { ...logs };
    });
  }

  /** `evaluate` by `testStep`. */
  protected async evaluateBySteps(
    x: ModelArrays | BatchSource,
    y: TargetArrays | undefined,
    options: EvaluateOptions,
  ): Promise<Figures | Logs> {
    const isOver = interruption(options.signal);
    const steps = optionalWholeNumber("steps", options.steps);
    const settings = { stepsPerEpoch: steps, stepsName: "steps" } as const;
    const opened = await stepBatches(x, y, { ...options, shuffle: false }, settings);
    try {
      this.prepareSteps(opened.first, shown(opened.count, seenInEvaluation(options)));
      const { batches } = opened;
      const callbacks = this.callbacksFor("Test", options, 1, 1, batches.count);
      return this.figuresOf(
        await this.testBySteps({ batches, callbacks, isOver }, "the evaluation"),
        options,
      );
    } finally {
      await opened.close();
    }
  }

  /** `predict` by `predictStep`. */
  protected async predictBySteps(x: ModelArrays | BatchSource, options: PassOptions): Promise<Arrays<Form>> {
    const isOver = interruption(options.signal);
    const steps = optionalWholeNumber("steps", options.steps);
    const settings = { stepsPerEpoch: steps, stepsName: "steps" } as const;
    const opened = await stepBatches(x, undefined, { ...options, shuffle: false }, settings);
    const outputs = new JoinedOutputs();
    try {
      this.prepareSteps(opened.first, shown(opened.count, seenInPrediction(options)));
      const { batches } = opened;
      const callbacks = this.callbacksFor("Predict", options, dialect().predictVerbose, 1, batches.count);
      await callbacks.begin();
      await eachBatch(
        { batches, callbacks, isOver },
        "the prediction",
        (batch) => batch,
        (batch) => {
          let last = {} as PredictLogs;
          this.runPrediction(batch, (tensors) => {
            last = { outputs: outputs.add(tensors) as NDArray };
          });
          return last;
        },
      );
      await callbacks.end();
      return outputs.result() as Arrays<Form>;
    } finally {
      await opened.close();
    }
  }

  /** The callbacks of a pass: those of every `fit`, those of the options, the progress bar, then `last`. */
  protected callbacksFor(
    mode: Mode,
    options: Pick<PassOptions, "verbose" | "callbacks">,
    defaultVerbose: 0 | 1,
    epochs: number,
    steps: number | null,
    ...last: Callback[]
  ): CallbackList {
    const verbose = verbosity(options.verbose ?? defaultVerbose);
    const own = callbackList(options.callbacks);
    const everyFit = mode === "Train" ? fitCallbacks({ verbose, callbacks: own }) : [];
    const all = [...everyFit, ...own, ...(verbose === 0 ? [] : [new ProgbarLogger(verbose)]), ...last];
    return new CallbackList(mode, all, this, { verbose, epochs, steps });
  }
}

/** The number of samples that a model shows which these data build. */
const shown = (count: number | null, seen: SeenSamples) => (count === null ? null : seen(count));
