import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { golden } from "../golden/load.ts";

type Nested = number | string | Nested[];

interface Call {
  name: string;
  options: Record<string, unknown>;
  args: Nested[];
  gives: Nested;
}

const {
  calls,
  counts,
  "up-sampled": upSampled,
  "moving statistics of steps": moved,
  "normalized lines": lines,
} = golden<{
  calls: Call[];
  counts: number[][];
  "up-sampled": { loss: number[]; val_loss: number[] };
  "moving statistics of steps": number[][];
  "normalized lines": number[][];
}>("odd_cases.json");

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

// biome-ignore lint/suspicious/noExplicitAny: arguments of any function
const number = (value: Nested): any =>
  Array.isArray(value) ? value.map(number) : Number(String(value).replace("inf", "Infinity"));

function called({ name, options, args }: Call): unknown {
  const [group, short] = name.split(".");
  const [first, second, ...rest] = args.map(number);
  const given = Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));
  // biome-ignore lint/suspicious/noExplicitAny: a class or a function by its name
  const found = (keras as any)[group][group === "activations" ? camelCase(short) : short];
  if (group === "activations") return found(first, given);
  // biome-ignore lint/suspicious/noExplicitAny: a class of which only the name is known
  const made: any = new found(given);
  if (group === "losses") return made.call(first, second, ...rest);
  made.updateState(first, second, ...rest);
  return made.result();
}

function near(found: unknown, wanted: Nested): void {
  if (!Array.isArray(wanted)) {
    const [one, other] = [Number(found), number(wanted)];
    assert.ok(one === other || Math.abs(one - other) < 2e-6, `${one}, Keras ${other}`);
    return;
  }
  const list = (found instanceof NDArray ? found.arraySync() : found) as unknown[];
  assert.equal(list.length, wanted.length);
  for (const [i, one] of wanted.entries()) near(list[i], one);
}

suite("Keras' figures for data at the edge", () => {
  for (const call of calls) {
    const { name, options, args } = call;
    test(`${name} ${JSON.stringify(options)} ${JSON.stringify(args).slice(0, 60)}`, () => {
      const found = called(call);
      near(found instanceof NDArray ? found.arraySync() : found, call.gives);
    });
  }

  test("IoU metrics without a name are numbered in Keras 3's words", () => {
    keras.config.setDialect("3");
    try {
      keras.utils.clearSession();
      const names = [1, 2].flatMap(() => [new keras.metrics.MeanIoU(2), new keras.metrics.BinaryIoU()]);
      assert.deepEqual(
        names.map(({ name }) => name),
        ["mean_io_u", "binary_io_u", "mean_io_u_1", "binary_io_u_1"],
      );
    } finally {
      keras.config.setDialect("2.4.3");
    }
  });

  test("categories are counted by their weights", () => {
    const layer = new keras.layers.CategoryEncoding({ numTokens: 3, outputMode: "count" });
    near(layer.apply([[2, 0]], { countWeights: [[0.5, 2.25]] }), counts);
  });

  test("an up-sampled image is trained, and validated after the epochs of a list", async () => {
    const kernelInitializer = "ones";
    const model = new keras.Sequential([
      keras.Input({ shape: [2, 2, 1] }),
      new keras.layers.Conv2D(1, 1, { kernelInitializer }),
      new keras.layers.UpSampling2D({ size: [1, 3] }),
      new keras.layers.Flatten(),
      new keras.Dense(1, { kernelInitializer }),
    ]);
    model.compile({ optimizer: new keras.optimizers.SGD({ learningRate: 0.001 }), loss: "mse" });
    const x = new NDArray(
      Float32Array.from({ length: 16 }, (_, i) => i / 8),
      [4, 2, 2, 1],
    );
    const { history } = await model.fit(x, [1, 1, 1, 1], {
      epochs: 4,
      shuffle: false,
      validationSplit: 0.25,
      validationFreq: [1, 3],
      verbose: 0,
    });
    for (const key of ["loss", "val_loss"] as const) {
      near(
        history[key].map((value) => value / 100),
        upSampled[key].map((value) => value / 100),
      );
    }
  });

  test("each step of a sequence moves the statistics of a BatchNormalization", async () => {
    const shared = new keras.layers.BatchNormalization({ momentum: 0.5 });
    const model = new keras.Sequential([
      keras.Input({ shape: [3, 2] }),
      new keras.layers.TimeDistributed(shared),
      new keras.layers.Flatten(),
      new keras.Dense(1),
    ]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    const x = new NDArray(
      Float32Array.from({ length: 24 }, (_, i) => i % 7),
      [4, 3, 2],
    );
    await model.fit(x, [1, 1, 1, 1], { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 });
    near(
      shared.nonTrainableWeights.map((weight) => weight.numpy().arraySync()),
      moved,
    );
  });

  test("data of one axis, normalized: by a number, and by what was adapted on them", () => {
    const adapted = new keras.layers.Normalization();
    adapted.adapt([1, 2, 5]);
    const given = new keras.layers.Normalization({ mean: 2, variance: 4 });
    near([given.apply([1, 2, 5]), adapted.apply([2, 3, 6])], lines);
  });

  test("the index of an output that there is not is refused", () => {
    for (const metric of [
      new keras.metrics.Precision({ classId: 2 }),
      new keras.metrics.SensitivityAtSpecificity(0.5, { classId: 2 }),
    ])
      assert.throws(() => metric.updateState([[0, 1]], [[0, 1]]), /one of 2 outputs\. Received: classId=2/);
  });
});
