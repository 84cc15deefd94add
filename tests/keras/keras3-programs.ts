/** The programs of `golden/keras3_words.py` in TypeScript. Run by itself, it prints each after a line with a NUL and its name. */
import {
  callbacks,
  config,
  constraints,
  Dense,
  Input,
  initializers,
  layers,
  losses,
  Model,
  metrics,
  models,
  optimizers,
  regularizers,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import { Variable } from "../../lib/keras/variable.ts";
import { type ArrayInput, asArray } from "../../lib/ndarray.ts";
import { pythonJson } from "../../lib/python-repr.ts";
import { clock, NAMES, print, small, trained, wide, X, Y } from "./keras3-models.ts";
import { forms, parts } from "./keras3-parts.ts";

export const programs: Record<string, () => void | Promise<void>> = {
  parts() {
    for (const make of parts) {
      const one = make();
      print(one);
      print(one.getConfig());
    }
  },
  forms() {
    for (const [module, make] of forms) {
      const one = make();
      print(one.getConfig());
      print(pythonJson(module.serialize(one as never)));
    }
    print(regularizers.serialize(new regularizers.L2()), constraints.serialize(new constraints.UnitNorm()));
    const words = new Sequential([Input([5, 3]), new layers.Masking(), new layers.LSTM(2)]);
    print(words.toJson());
    print(words.metricsNames);
    const normalization = new layers.Normalization();
    normalization.adapt([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    const steps = new layers.TimeDistributed(new Sequential([new Dense(2)]));
    const wrapped = new Sequential([
      Input([5, 3]),
      normalization,
      steps,
      new layers.Bidirectional(new layers.GRU(2, { returnSequences: true })),
      new layers.RNN([new layers.LSTMCell(2), new layers.GRUCell(3)]),
    ]);
    print(wrapped.toJson());
    print(steps.getConfig());
    const trained = small("sgd", ["mae"]);
    print(trained.metricsNames);
    trained.trainOnBatch(X, Y);
    print(trained.metricsNames);
    const inputs = Input([4]);
    const named = (name: string) => new Dense(1, { name }).apply(inputs);
    const model = new Model({ inputs, outputs: [named("a"), named("b")] });
    model.compile({ optimizer: "sgd", loss: "mse", metrics: [["mae"], ["mse"]] });
    model.trainOnBatch(X, [Y, Y]);
    print(model.metricsNames);
  },
  model_configs() {
    const inner = new Sequential([Input([2]), new Dense(2)]);
    const inputs = Input([2]);
    const chain = new Model({ inputs, outputs: layers.add([inputs, new Dense(2).apply(inputs)]) });
    const outer = Input([2]);
    print(new Model({ inputs: outer, outputs: chain.apply(inner.apply(outer)) }).getConfig());
    print(new Sequential([Input([2]), inner, chain]).getConfig());
  },
  async refused() {
    const firstSentence = async (make: () => unknown) => {
      try {
        await make();
        print("accepted");
      } catch (error) {
        const { message } = error as Error;
        print(message.includes("identifier") ? message.split(": ")[0] : message);
      }
    };
    const generalized = ["categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy"];
    for (const name of ["logcosh", "log_cosh", "kld", "KLD", ...generalized])
      await firstSentence(() => losses.get(name as losses.LossName));
    for (const name of ["kld", "KLD", "kl_divergence", "fbeta_score", "f_beta_score"])
      await firstSentence(() => metrics.get(name as "kld"));
    for (const name of ["l1_l2", "l1l2"] as const) await firstSentence(() => regularizers.get(name));
    for (const metric of ["bce", new metrics.F1Score(), "mse", "accuracy", new metrics.FBetaScore()] as const)
      await firstSentence(() => small("sgd", [metric]).fit(X, Y, { verbose: 0 }));
  },
  masks() {
    const lstm = (x: layers.KerasTensor) => new layers.LSTM(2).apply(x) as layers.KerasTensor;
    const nested = (last: (x: layers.KerasTensor) => layers.KerasTensor) => {
      const inputs = Input([4, 2]);
      return new Model({ inputs, outputs: last(inputs) });
    };
    const added = (x: layers.KerasTensor) => {
      const other = new layers.Masking().apply(new layers.Conv1D(2, 1).apply(x));
      return lstm(layers.add([new layers.Masking(0.5).apply(x), other]));
    };
    const concatenated = (x: layers.KerasTensor, other: layers.Layer, axis: number) =>
      lstm(new layers.Concatenate({ axis }).apply([x, other.apply(x)]));
    const masked: ((x: layers.KerasTensor) => layers.KerasTensor)[] = [
      (x) => new Dense(2).apply(x),
      (x) => layers.add([lstm(x), new layers.GRU(2).apply(x) as layers.KerasTensor]),
      added,
      (x) => new layers.GlobalAveragePooling1D().apply(new layers.Dropout(0.1).apply(x)),
      (x) => lstm(new layers.Attention().apply([x, x]) as layers.KerasTensor),
      (x) => concatenated(x, new Dense(1), -1),
      (x) => concatenated(x, new layers.Conv1D(2, 1), 1),
      (x) => nested(lstm).apply(x),
    ];
    for (const make of masked) {
      utils.clearSession();
      const inputs = Input([4]);
      const outputs = make(new layers.Embedding(5, 2, { maskZero: true }).apply(inputs));
      const model = new Model({ inputs, outputs });
      model.summary({ lineLength: 79 });
      print(model.toJson());
    }
    const [a, b] = [Input([4]), Input([4])];
    const embedding = new layers.Embedding(5, 2, { maskZero: true });
    const shared = new layers.LSTM(2);
    const state = (x: layers.KerasTensor) => shared.apply(embedding.apply(x)) as layers.KerasTensor;
    new Model({ inputs: [a, b], outputs: layers.add([state(a), state(b)]) }).summary({ showTrainable: true });
    const inputs = Input([3]);
    const normalization = new layers.Normalization();
    const hidden = normalization.apply(inputs);
    print(normalization.weights);
    const named = (name: string) => new Dense(1, { name }).apply(hidden);
    const model = new Model({ inputs: [inputs], outputs: { b: named("first"), a: named("second") } });
    print(model.outputNames);
    model.summary();
    print(models.modelFromJson(model.toJson()).toJson());
  },
  async order() {
    const inputs = Input([4]);
    const named = (name: string) => new Dense(1, { name }).apply(inputs);
    const model = new Model({ inputs, outputs: [named("zeta"), named("alpha")] });
    model.compile({ optimizer: "sgd", loss: "mse", metrics: [["mae"], []] });
    clock(0.03);
    const { history } = await model.fit(X, [Y, Y], {
      batchSize: 20,
      verbose: 2,
      validationData: [X, [Y, Y]],
    });
    print(Object.keys(history));
    new Sequential([Input([287]), new Dense(1)]).summary();
  },
  summaries() {
    wide().summary();
    for (const lineLength of [50, 30, 120]) wide().summary({ lineLength });
    wide().summary({ lineLength: 61, showTrainable: true });
    wide().summary({ positions: [0.2, 0.7, 1] });
    wide().summary({ layerRange: ["dropout", "dense"] });
    const name = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
    new Sequential([new Dense(3, { name })], { name: "n".repeat(100) }).summary();
    new Sequential([
      Input([3, 4]),
      new layers.Flatten(),
      new layers.ReLU(),
      new layers.LeakyReLU(),
      new layers.ELU(),
      new layers.Softmax(),
    ]).summary();
    const many = [new Dense(20000), ...Array.from({ length: 12 }, () => new Dense(3, { useBias: false }))];
    new Sequential([Input([2]), ...many]).summary();
    try {
      wide().summary({ lineLength: 20 });
    } catch (error) {
      print((error as Error).message);
    }
  },
  graphs() {
    const [left, right] = [Input({ shape: [3], name: "left" }), Input([2])];
    const shared = new Dense(4, { name: "shared" });
    const other = new Dense(3).apply(right);
    const both = layers.concatenate([shared.apply(left), shared.apply(other)]);
    const outputs = [new Dense(1).apply(both), new Dense(2, { name: "second" }).apply(both)];
    const model = new Model({ inputs: [left, right], outputs });
    print(model);
    model.summary();
    model.summary({ lineLength: 60, showTrainable: true });
    const inputs = Input([3]);
    const [last, first] = [new Dense(1), new Dense(2, { trainable: false })];
    const chain = new Model({ inputs, outputs: last.apply(first.apply(inputs)), name: "chain" });
    chain.summary();
    const nested = new Sequential([Input([3]), chain, new Dense(2)]);
    nested.summary();
    nested.summary({ expandNested: true });
    const outer = Input([3]);
    const sum = layers.add([chain.apply(outer), chain.apply(new Dense(3).apply(outer))]);
    new Model({ inputs: outer, outputs: sum }).summary();
  },
  states() {
    for (const name of [...NAMES, "adafactor", "muon"] as optimizers.OptimizerName[]) trained(name);
    trained(new optimizers.SGD({ momentum: 0.9, useEma: true }));
    trained(new optimizers.SGD({ gradientAccumulationSteps: 2 }));
    trained(new optimizers.Adam({ amsgrad: true }));
    trained(new optimizers.RMSprop({ momentum: 0.9, centered: true }));
    trained(new optimizers.Adam(new optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)));
    trained(new optimizers.Lamb());
    trained(new optimizers.LossScaleOptimizer(new optimizers.Adam()));
  },
  async when_states() {
    const model = small("adam");
    model.summary();
    await model.predict(X, { verbose: 0 });
    model.summary();
    await model.evaluate(X, Y, { verbose: 0 });
    model.summary();
    model.compile({ optimizer: "adam", loss: "mse" });
    model.summary();
  },
  reprs() {
    const model = new Sequential();
    print(model);
    model.add(new Dense(2, { name: "d" }));
    print(model, model.layers);
    model.build([null, 3]);
    model.setWeights([
      [
        [0, 0.25],
        [0.5, 0.75],
        [1, 1.25],
      ],
      [0, 0],
    ]);
    print(model, model.layers);
    print(model.weights);
    print(model.weights[1]);
    const made = [
      new metrics.Precision(),
      new metrics.Precision(),
      new metrics.AUC(),
      new metrics.BinaryAccuracy(),
    ];
    print(...made, new metrics.TruePositives({ name: "t" }));
    const { Adam, AdamW, RMSprop, SGD } = optimizers;
    print(
      [new Adam(), new Adam(), new RMSprop(), new AdamW(), new SGD({ name: "s" })].map(({ name }) => name),
    );
    print(new Dense(3), new layers.Dropout(0.5), new layers.Flatten());
  },
  objects() {
    const { schedules } = optimizers;
    for (const one of [
      new callbacks.EarlyStopping(),
      new callbacks.ReduceLROnPlateau(),
      new callbacks.History(),
      new callbacks.TerminateOnNaN(),
      new callbacks.SwapEMAWeights(),
      new callbacks.LearningRateScheduler(() => 0.1),
      new callbacks.LambdaCallback({}),
      new callbacks.CSVLogger("log.csv"),
      new optimizers.Adam(),
      new optimizers.AdamW(),
      new optimizers.RMSprop(),
      new optimizers.SGD(),
      new optimizers.Adafactor(),
      new optimizers.LossScaleOptimizer(new optimizers.SGD()),
      new schedules.ExponentialDecay(0.1, 1, 0.5),
      new schedules.CosineDecay(0.1, 3),
      new initializers.GlorotUniform(),
      new initializers.Zeros(),
      new initializers.Orthogonal(),
      new initializers.Constant(1),
      new regularizers.L1(),
      new regularizers.OrthogonalRegularizer(),
      new constraints.MaxNorm(),
      new constraints.UnitNorm(),
    ])
      print(one);
  },
  async fits() {
    const model = small("sgd", ["mae", "accuracy"]);
    clock(0.03);
    const { history } = await model.fit(X, Y, { batchSize: 8, epochs: 2, validationSplit: 0.25 });
    print(Object.keys(history));
    print(Object.keys(await model.evaluate(X, Y, { batchSize: 20, returnDict: true })));
    await model.predict(X, { batchSize: 3 });
    await model.predict(X.slice(0, 1));
    clock(2.7);
    await model.fit(X, Y, { batchSize: 1, epochs: 1, verbose: 1 });
    clock(0.00002);
    await model.fit(X, Y, { batchSize: 4, epochs: 2, verbose: 2, validationData: [X, Y] });
    await model.evaluate(X, Y, { verbose: 2 });
    await model.predict(X, { verbose: 2 });
    clock(75);
    await model.fit(X.slice(0, 12), Y.slice(0, 12), { batchSize: 1, epochs: 1 });
  },
  async early_stopping() {
    const model = small("sgd", ["mae"]);
    clock(0.1);
    const stop = new callbacks.EarlyStopping("loss", {
      minDelta: 10,
      patience: 1,
      verbose: 1,
      restoreBestWeights: true,
    });
    await model.fit(X, Y, { batchSize: 20, epochs: 9, callbacks: [stop] });
    const mae = new callbacks.EarlyStopping("mae", { minDelta: 10, patience: 2, verbose: 1 });
    await model.fit(X, Y, { epochs: 9, verbose: 0, callbacks: [mae] });
  },
  async rates() {
    const model = small(new optimizers.SGD(0.1));
    clock(0.1);
    const plateau = new callbacks.ReduceLROnPlateau("loss", {
      factor: 0.3,
      patience: 1,
      minDelta: 10,
      verbose: 1,
    });
    await model.fit(X, Y, { batchSize: 20, epochs: 4, callbacks: [plateau] });
    const schedule = new callbacks.LearningRateScheduler((_, rate) => rate * 0.5 + 0.001, { verbose: 1 });
    const { history } = await model.fit(X, Y, {
      batchSize: 20,
      epochs: 3,
      verbose: 2,
      callbacks: [schedule],
    });
    print(Object.keys(history));
  },
  async not_a_number() {
    const model = new Sequential([Input([1]), new Dense(1)]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    model.setWeights([[[3e30]], [0]]);
    clock(0.1);
    const terminate = new callbacks.TerminateOnNaN();
    await model.fit([[1], [1], [1], [1]], Y.slice(0, 4), { batchSize: 2, epochs: 2, callbacks: [terminate] });
  },
  arrays() {
    const range = (count: number, divisor: number) => Array.from({ length: count }, (_, i) => i / divisor);
    const rows = <T>(values: T[], width: number) =>
      Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
    const cube = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8.5],
      ],
    ];
    const all: ArrayInput[] = [
      [0.1, -2.5, 3],
      [1e-5, 1],
      [123456789, 1],
      [1e-8, 2e-8],
      [1 / 3, 2 / 3, 1e-3],
      [0, -0],
      [1e9],
      [100000.5, 0.25, 3000],
      [
        [1.5, -22.25],
        [300, 0.125],
      ],
      cube as never,
      range(30, 7),
      range(1200, 8),
      rows(range(1400, 4), 14),
      rows(rows(range(8, 3), 2), 2) as never,
      [16777216, 0.1],
      [99999999, 1],
    ];
    for (const values of all) {
      const { shape, values: numbers } = asArray(values, "float32", "values");
      print(new Variable("v", [...shape], numbers as Float32Array));
    }
  },
  configs() {
    const { L1L2, L2 } = regularizers;
    for (const layer of [
      new Dense(3),
      new Dense(3, {
        activation: "relu",
        useBias: false,
        kernelInitializer: "he_normal",
        biasInitializer: new initializers.Constant(0.5),
        kernelRegularizer: new L2(0.01),
        activityRegularizer: "l1",
        kernelConstraint: "max_norm",
        trainable: false,
      }),
      new layers.Dropout(0.25, { seed: 3 }),
      new layers.Flatten(),
      new layers.Activation("gelu"),
      new layers.ReLU(6),
      new layers.LeakyReLU(0.1),
      new layers.ELU(0.5),
      new layers.Softmax(),
      new layers.ActivityRegularization(0.1, 0.2),
      new layers.InputLayer([3]),
      new Dense(2, {
        kernelInitializer: new initializers.VarianceScaling({
          scale: 2,
          mode: "fan_out",
          distribution: "uniform",
          seed: 3,
        }),
        biasInitializer: "ones",
        kernelRegularizer: new L1L2({ l1: 0.1, l2: 0.2 }),
        biasConstraint: new constraints.MinMaxNorm({ minValue: 0.1, maxValue: 2 }),
      }),
    ])
      print(layer.getConfig());
    const model = wide();
    print(model.getConfig());
    print(model.toJson());
    print(new Sequential([new Dense(3)]).getConfig());
    print(new Sequential().getConfig());
  },
  "summaries of 46 columns"() {
    wide().summary();
  },
};

/** Runs a program as in a fresh process. */
export async function run(name: string): Promise<void> {
  utils.clearSession();
  utils.setRandomSeed(42);
  config.setDialect("3");
  process.env.COLUMNS = name.endsWith("46 columns") ? "46" : "80";
  await programs[name]();
}
