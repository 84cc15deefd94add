import { type activations, Dense, losses, optimizers, Sequential } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { flat, type KerasCase, largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

const { schedules } = optimizers;

/** Every optimizer of `optimizers.json`, as it is made here. */
const optimizerCases: Record<string, () => optimizers.Optimizer> = {
  "SGD()": () => new optimizers.SGD(),
  "SGD(.1)": () => new optimizers.SGD({ learningRate: 0.1 }),
  "SGD(.1,momentum=.9)": () => new optimizers.SGD({ learningRate: 0.1, momentum: 0.9 }),
  "SGD(.1,momentum=.9,nesterov)": () =>
    new optimizers.SGD({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  "SGD(.1,weight_decay=.01)": () => new optimizers.SGD({ learningRate: 0.1, weightDecay: 0.01 }),
  "SGD(.1,clipnorm=.05)": () => new optimizers.SGD({ learningRate: 0.1, clipnorm: 0.05 }),
  "SGD(.1,clipvalue=.01)": () => new optimizers.SGD({ learningRate: 0.1, clipvalue: 0.01 }),
  "SGD(.1,global_clipnorm=.05)": () => new optimizers.SGD({ learningRate: 0.1, globalClipnorm: 0.05 }),
  "SGD(.1,use_ema)": () => new optimizers.SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.9 }),
  "RMSprop()": () => new optimizers.RMSprop(),
  "RMSprop(.01,rho=.8,momentum=.5)": () =>
    new optimizers.RMSprop({ learningRate: 0.01, rho: 0.8, momentum: 0.5 }),
  "RMSprop(.01,centered)": () => new optimizers.RMSprop({ learningRate: 0.01, centered: true }),
  "Adagrad()": () => new optimizers.Adagrad(),
  "Adagrad(.1)": () => new optimizers.Adagrad({ learningRate: 0.1 }),
  "Adadelta()": () => new optimizers.Adadelta(),
  "Adadelta(1.)": () => new optimizers.Adadelta({ learningRate: 1 }),
  "Adam()": () => new optimizers.Adam(),
  "Adam(.01)": () => new optimizers.Adam({ learningRate: 0.01 }),
  "Adam(.01,amsgrad)": () => new optimizers.Adam({ learningRate: 0.01, amsgrad: true }),
  "Adam(.01,.8,.9,epsilon=1e-4)": () =>
    new optimizers.Adam({ learningRate: 0.01, beta1: 0.8, beta2: 0.9, epsilon: 1e-4 }),
  "AdamW()": () => new optimizers.AdamW(),
  "AdamW(.01,weight_decay=.1)": () => new optimizers.AdamW({ learningRate: 0.01, weightDecay: 0.1 }),
  "Adamax()": () => new optimizers.Adamax(),
  "Adamax(.01)": () => new optimizers.Adamax({ learningRate: 0.01 }),
  "Nadam()": () => new optimizers.Nadam(),
  "Nadam(.01)": () => new optimizers.Nadam({ learningRate: 0.01 }),
  "Ftrl(.1)": () => new optimizers.Ftrl({ learningRate: 0.1 }),
  "Lion()": () => new optimizers.Lion(),
  "Lion(.01)": () => new optimizers.Lion({ learningRate: 0.01 }),
  "Lamb(.01)": () => new optimizers.Lamb({ learningRate: 0.01 }),
  "Adafactor(.01)": () => new optimizers.Adafactor({ learningRate: 0.01 }),
  "Muon(.01)": () => new optimizers.Muon({ learningRate: 0.01 }),
  "Adam(ExponentialDecay(.05,4,.8))": () =>
    new optimizers.Adam({ learningRate: new schedules.ExponentialDecay(0.05, 4, 0.8) }),
  "SGD(CosineDecay(.1,20))": () => new optimizers.SGD({ learningRate: new schedules.CosineDecay(0.1, 20) }),
  "SGD(PiecewiseConstantDecay([5,10],[.2,.1,.05]))": () =>
    new optimizers.SGD({ learningRate: new schedules.PiecewiseConstantDecay([5, 10], [0.2, 0.1, 0.05]) }),
  "SGD(InverseTimeDecay(.1,4,.5))": () =>
    new optimizers.SGD({ learningRate: new schedules.InverseTimeDecay(0.1, 4, 0.5) }),
  "SGD(PolynomialDecay(.1,20,.01,2))": () =>
    new optimizers.SGD({
      learningRate: new schedules.PolynomialDecay(0.1, 20, { endLearningRate: 0.01, power: 2 }),
    }),
};

/** The losses of `losses.json` that are not just a name. */
const lossObjects: Record<string, losses.Loss> = {
  "hinge 0/1 labels": new losses.Hinge(),
  "BinaryCrossentropy(from_logits)": new losses.BinaryCrossentropy({ fromLogits: true }),
  "BinaryCrossentropy(label_smoothing=.1)": new losses.BinaryCrossentropy({ labelSmoothing: 0.1 }),
  "CategoricalCrossentropy(from_logits)": new losses.CategoricalCrossentropy({ fromLogits: true }),
  "CategoricalCrossentropy(label_smoothing=.1)": new losses.CategoricalCrossentropy({ labelSmoothing: 0.1 }),
  "SparseCategoricalCrossentropy(from_logits)": new losses.SparseCategoricalCrossentropy({
    fromLogits: true,
  }),
  "Huber(delta=.3)": new losses.Huber({ delta: 0.3 }),
};

function lossOf(name: string): losses.LossName | losses.Loss {
  return lossObjects[name] ?? (name as losses.LossName);
}

/** Cases that are no targets, and why. */
const UNFIT: Record<string, string> = {
  "optimizers.json:ScheduleFreeAdamW(.01)": "Keras' own back ends come to weights 0.78 apart",
  "losses.json:mean_absolute_percentage_error": "targets near zero: Keras' own back ends are 14 to 20 apart",
  "losses.json:categorical_generalized_cross_entropy": "Keras failed on its name",
  "activations.json:glu": "Keras failed: it halves the units",
  "activations.json:log_softmax": "goes to NaN in Keras",
  "activations.json:threshold": "Keras failed: it has no defaults",
};

interface CaseFile {
  data: Record<string, KerasCase["W0"][number]>;
  cases: Record<string, KerasCase & { y?: string | [string] }>;
}

/** A small net that Keras has trained. */
export interface SmallNet {
  file: string;
  name: string;
  /** Trains it here, from Keras' weights. */
  fit(jitCompile: boolean): Promise<SmallFit>;
}

export interface SmallFit {
  expected: KerasCase;
  history: Record<string, number[]>;
  /** The largest difference between the weights here and Keras'. */
  apart: number;
}

/** Every small net of Keras' optimizers, losses and activations that is a target. */
export const smallNets: SmallNet[] = ["optimizers.json", "losses.json", "activations.json"].flatMap(
  (file) => {
    const { cases } = golden<CaseFile>(file);
    return Object.keys(cases)
      .filter((name) => !(`${file}:${name}` in UNFIT))
      .map((name) => ({ file, name, fit: (jitCompile: boolean) => fitSmallNet(file, name, jitCompile) }));
  },
);

async function fitSmallNet(file: string, name: string, jitCompile: boolean): Promise<SmallFit> {
  const { data, cases } = golden<CaseFile>(file);
  const expected = cases[name];
  const { layers, epochs, batch, W0, W } = expected;
  const model = new Sequential(
    layers.map(([units, activation], i) => {
      const first = i === 0 && { inputShape: [5] };
      return new Dense(units, { activation: activation as activations.ActivationName, ...first });
    }),
  );
  model.setWeights(W0);
  model.compile({
    optimizer: optimizerCases[name]?.() ?? new optimizers.SGD({ learningRate: 0.05 }),
    loss:
      { "optimizers.json": "binary_crossentropy" as const, "activations.json": "mse" as const }[file] ??
      lossOf(name),
    metrics: expected.history.accuracy ? ["accuracy"] : [],
    jitCompile,
  });
  const target =
    { "optimizers.json": "y_binary", "activations.json": "y_regression" }[file] ?? String(expected.y);
  const y = target === "2*y_binary-1" ? array(data.y_binary, (label) => 2 * label - 1) : array(data[target]);
  const options = { epochs, batchSize: batch, shuffle: false, verbose: 0 } as const;
  const { history } = await model.fit(array(data.x), y, options);
  const weights = model.getWeights().flatMap(({ values }) => [...values]);
  return { expected, history, apart: largestDifference(weights, flat(W)) };
}

/** 64 samples. */
function array(nested: KerasCase["W0"][number], of = (value: number) => value): NDArray {
  const values = Float32Array.from(flat(nested), of);
  return new NDArray(values, values.length === 64 ? [64] : [64, values.length / 64]);
}
