/** The network of a recorded training is made anew from Keras' configuration, in either version's words. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { findLiterals, type PythonLiteral } from "../../lib/grade/python-literal.ts";
import type { LayerRecord, TrainingRecord } from "../../lib/grade/record/session-record.ts";
import { networkOf } from "../../lib/grade/replay/network.ts";
import { Dense, Sequential, utils } from "../../lib/keras/index.ts";
import { goldenText } from "../golden/text.ts";

const plain = (literal: PythonLiteral): unknown => {
  if (literal.type === "scalar") return literal.value;
  if (literal.type === "dict")
    return Object.fromEntries([...literal.entries].map(([key, value]) => [key, plain(value)]));
  return literal.items.map(plain);
};

const training = (layers: LayerRecord[]) =>
  ({
    layers,
    optimizer: { name: "adam", learningRate: 0.01, settings: { beta_1: 0.8 } },
    loss: "binary_crossentropy",
    lossSettings: {},
  }) as unknown as TrainingRecord;

function seeded<T>(make: () => T): T {
  utils.clearSession();
  utils.setRandomSeed(7);
  return make();
}

suite("the network of a record", () => {
  for (const version of ["2.4.3", "2.15.0", "3.15.1"]) {
    test(`Keras ${version}`, () => {
      const [literal] = findLiterals(goldenText(`text_keras_${version}/ex4_get_config_layers.txt`));
      const layers = plain(literal) as LayerRecord[];
      assert.equal(layers.length, 4);
      const made = seeded(() => networkOf(training(layers), 30));
      const expected = seeded(
        () =>
          new Sequential([
            new Dense(10, { inputShape: [30], activation: "sigmoid" }),
            new Dense(5, { activation: "sigmoid" }),
            new Dense(1, { activation: "sigmoid" }),
          ]),
      );
      const [weights, others] = [made, expected].map((network) =>
        network.getWeights().map((values) => [...values.dataSync()]),
      );
      assert.equal(weights.length, 6);
      assert.deepEqual(weights, others);
      assert.equal(made.optimizer?.getConfig().beta_1, 0.8);
    });
  }

  const refused: [LayerRecord, RegExp][] = [
    [{ class_name: "Lambda", config: { function: "(x) => x" } }, /the layer Lambda cannot be repeated/],
    [{ class_name: "Dense", config: { units: 1e9 } }, /31000000000 weights is not repeated/],
    [{ class_name: "Dense", config: { units: 3, activation: "myown" } }, /myown/],
  ];
  for (const [layer, message] of refused)
    test(`not repeated: ${JSON.stringify(layer)}`, () =>
      assert.throws(() => networkOf(training([layer]), 30), message));

  const output = { class_name: "Dense", config: { units: 1 } };
  test("not repeated: a network of very many layers", () =>
    assert.throws(() => networkOf(training(Array(101).fill(output)), 30), /101 layers is not repeated/));

  for (const other of [
    { optimizer: { name: "Mine", learningRate: 0.01, settings: {} } },
    { loss: "Mine", lossSettings: { name: "mine" } },
    { loss: "Mine" },
  ])
    test(`of one's own: ${JSON.stringify(other)}`, () =>
      assert.throws(
        () => networkOf({ ...training([output]), ...other }, 30),
        /^Error: Mine cannot be repeated$/,
      ));
});
