import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTrainer, type Totals } from "../../lib/engine/index.ts";
import { golden } from "../golden/load.ts";
import { data, runs, sgd } from "./dense-stack-runs.ts";
import { largestDifference } from "./keras-case.ts";

interface StackCase {
  readonly W0: number[];
  readonly W: number[];
  readonly history: Record<string, number[]>;
  readonly evaluate: Record<string, number>;
  readonly predict: number[];
}

describe("stacks of many kinds come to Keras' weights, losses and metrics", () => {
  for (const [name, expected] of Object.entries(
    golden<{ cases: Record<string, StackCase> }>("dense_stacks.json").cases,
  )) {
    test(name, () => {
      const {
        layers,
        loss,
        optimizer = sgd,
        rate = 0.1,
        y,
        metrics = {},
        weights = null,
        batch = 16,
      } = runs[name];
      const trainer = createTrainer({ inputs: 5, layers, loss, optimizer, metrics: Object.values(metrics) });
      trainer.parameters.set(expected.W0);
      trainer.learningRate = rate;
      const samples = trainer.load(data.x, y, weights);
      const zeros = () => Object.keys(metrics).map(() => 0);
      const close = (what: string, found: number, keras: number) =>
        assert.ok(
          Math.abs(found - keras) <= 2e-6 * Math.max(1, Math.abs(keras)),
          `${what}: ${found}, Keras ${keras}`,
        );
      const compare = (
        when: string,
        run: (totals: Required<Totals>) => void,
        keras: (key: string) => number,
      ) => {
        const totals = { samples: 0, loss: 0, metrics: zeros(), metricWeights: zeros() };
        run(totals);
        close(`${when} loss`, totals.loss / totals.samples, keras("loss"));
        Object.keys(metrics).forEach((metric, i) => {
          close(`${when} ${metric}`, totals.metrics[i] / totals.metricWeights[i], keras(metric));
        });
      };
      for (let epoch = 0; epoch < expected.history.loss.length; epoch++) {
        compare(
          `epoch ${epoch}`,
          (totals) => trainer.train(samples, null, 0, 64, batch, totals),
          (key) => expected.history[key][epoch],
        );
      }
      trainer.applyAverage();
      const difference = largestDifference(trainer.parameters, expected.W);
      assert.ok(difference <= 1e-6, `weights: ${difference}`);
      compare(
        "evaluate",
        (totals) => trainer.evaluate(samples, 0, 64, batch, totals),
        (key) => expected.evaluate[key],
      );
      assert.ok(largestDifference(trainer.predict(data.x), expected.predict) <= 2e-6);
    });
  }
});
