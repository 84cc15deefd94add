/** Losses and metrics of a number per sample beside a column of them, where Keras 3 aligns, broadcasts or refuses. */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import {
  config,
  Dense,
  Input,
  layers,
  losses,
  Model,
  metrics,
  optimizers,
  Sequential,
  sweep,
  utils,
} from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { golden } from "../golden/load.ts";

type Figures = Record<string, number | number[] | string>;
const { fit, ...figures } = golden<
  Record<string, Record<"functions" | "losses" | "metrics", Figures>> & {
    fit: Record<string, Record<"evaluate" | "batch", Figures> & { history: Record<string, number[]> }>;
  }
>("ranks.json");

const Y = [1, 0, 1, 1, 0, 1];
const X = [0.775, 0.777, 0.514, 0.307, 0.099, 0.395];
const column = (values: number[]) => values.map((value) => [value]);
const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

// biome-ignore lint/suspicious/noExplicitAny: names of the module
const of = (module: object, name: string) => (module as any)[name];
const compute = {
  functions: (name: string, y: unknown, x: unknown) => of(losses, camelCase(name))(y, x),
  losses: (name: string, y: unknown, x: unknown) => new (of(losses, name))().call(y, x),
  metrics(name: string, y: unknown, x: unknown) {
    const metric = new (of(metrics, name))();
    metric.updateState(y, x);
    return metric.result();
  },
};

suite("numbers beside a column, as in Keras 3", () => {
  before(() => config.setDialect("3"));
  after(() => config.setDialect("2.4.3"));
  for (const [shapes, kinds] of Object.entries(figures)) {
    const [y, x] = shapes.startsWith("numbers") ? [Y, column(X)] : [column(Y), X];
    for (const [kind, values] of Object.entries(kinds)) {
      for (const [name, want] of Object.entries(values)) {
        test(`${shapes}: ${kind}, ${name}`, () => {
          const found = () => compute[kind as keyof typeof compute](name, y, x);
          if (typeof want === "string") {
            const words = want.replaceAll("y_pred", "yPred").replaceAll("y_true", "yTrue");
            assert.throws(found, (error: Error) => error.message === words);
            return;
          }
          const got = found();
          const list = got instanceof NDArray ? [...got.values] : [got];
          const wanted = [want].flat();
          assert.equal(list.length, wanted.length);
          for (const [i, value] of list.entries())
            assert.ok(
              Math.abs(value - wanted[i]) <= 4e-6 * Math.max(1, Math.abs(wanted[i])),
              `${list}, ${want}`,
            );
        });
      }
    }
  }

  for (const [shapes, { history, evaluate, batch }] of Object.entries(fit)) {
    const y = shapes.startsWith("numbers") ? Y : column(Y);
    test(`fit and evaluate: ${shapes}`, async () => {
      const inputs = Input({ shape: [1] });
      const row = new Dense(1, { kernelInitializer: "ones" }).apply(inputs);
      const numbers = new layers.Lambda((x) => x.squeeze([1]));
      const model = new Model({ inputs, outputs: shapes.endsWith("numbers") ? numbers.apply(row) : row });
      model.compile({
        optimizer: new optimizers.SGD(0.1),
        loss: "mse",
        metrics: [
          ...(["hinge", "squared_hinge", "categorical_hinge", "poisson", "kl_divergence", "mae"] as const),
          ...[new metrics.Hinge({ name: "own" }), new metrics.KLDivergence({ name: "own_kl" })],
        ],
        weightedMetrics: [new metrics.Hinge({ name: "weighted" })],
      });
      const sampleWeight = [1, 2, 0.5, 1, 3, 1];
      const validationData = [column(X), y] as [number[][], number[]];
      const options = {
        batchSize: 4,
        epochs: 2,
        shuffle: false,
        sampleWeight,
        validationData,
        verbose: 0,
      } as const;
      const near = (found: object, want: object) => {
        assert.deepEqual(Object.keys(found).sort(), Object.keys(want).sort());
        for (const [name, value] of Object.entries(want)) {
          const got = [found[name as never]].flat();
          for (const [i, one] of [value].flat().entries())
            assert.ok(
              Math.abs(got[i] - one) <= 4e-6 * Math.max(1, Math.abs(one)),
              `${name}: ${got}, ${value}`,
            );
        }
      };
      near((await model.fit(column(X), y, options)).history, history);
      const evaluated = { batchSize: 5, verbose: 0, returnDict: true } as const;
      near(await model.evaluate(column(X), y, evaluated), evaluate);
      near(model.testOnBatch(column(X), y, { returnDict: true }), batch);
    });
  }

  const hinge = (inputShape: number[] = [1]) => {
    const model = new Sequential([Input({ shape: inputShape }), new Dense(1)]);
    model.compile({ optimizer: "sgd", loss: "mse", metrics: ["hinge"] });
    return model;
  };

  test("a sweep computes them for its training and its validation, each by itself", async () => {
    const validationData = [column(X), column(Y)] as const;
    const options = { epochs: 2, batchSize: 4, validationData };
    const [{ history }] = await sweep({ build: () => hinge(), seeds: [3], x: column(X), y: Y, ...options });
    utils.clearSession();
    utils.setRandomSeed(3);
    const alone = await hinge().fit(column(X), Y, { ...options, verbose: 0 });
    assert.deepEqual(history, alone.history);
  });

  test("targets and outputs of three axes are no pairs", async () => {
    const model = hinge([1, 1]);
    const cells = (values: number[]) => values.map((value) => [[value]]);
    const outputs = (await model.predict(cells(X), { verbose: 0 })).values;
    const evaluated = await model.evaluate(cells(X), cells(Y), { verbose: 0, returnDict: true });
    const terms = Y.map((y, i) => Math.max(1 - (2 * y - 1) * outputs[i], 0));
    const mean = terms.reduce((sum, one) => sum + one) / terms.length;
    assert.ok(Math.abs(evaluated.hinge - mean) < 1e-6, `${evaluated.hinge}, ${mean}`);
  });

  test("the pairs of a large batch, which are computed in parts", () => {
    const model = hinge();
    const n = 3000;
    const x = new NDArray(
      Float32Array.from({ length: n }, (_, i) => i / n),
      [n, 1],
    );
    const y = new NDArray(
      Float32Array.from({ length: n }, (_, i) => Number(i < n / 3)),
      [n],
    );
    // A third of the targets is 1, the others are −1 to hinge.
    const terms = [...model.predictOnBatch(x).values].map(
      (output) => (Math.max(1 - output, 0) + 2 * Math.max(1 + output, 0)) / 3,
    );
    const mean = terms.reduce((sum, one) => sum + one) / n;
    const { hinge: got } = model.testOnBatch(x, y, { returnDict: true });
    assert.ok(Math.abs(got - mean) < 2e-5, `${got}, ${mean}`);
  });

  test("metrics treat tensors as arrays", async () => {
    const { tf } = await loadTensorFlow();
    const tensors = [tf.tensor1d(Y), tf.tensor2d(column(X))] as const;
    const metric = new metrics.Hinge();
    metric.updateState(...(tensors as never as [number[], number[]]));
    assert.equal(metric.result(), compute.metrics("Hinge", Y, column(X)));
    const refused = new metrics.BinaryCrossentropy();
    assert.throws(
      () => refused.updateState(...(tensors as never as [number[], number[]])),
      /must have the same rank/,
    );
  });

  test("2.4.3 aligns them for metrics", () => {
    config.setDialect("2.4.3");
    const metric = new metrics.Hinge();
    metric.updateState(Y, column(X));
    config.setDialect("3");
    assert.ok(Math.abs(metric.result() - 0.8141666) < 1e-6);
  });
});
