import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import * as keras from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";
import { notPorted } from "./not-ported.ts";

const { Dense, initializers, layers, metrics, Sequential } = keras;

/** The public names of Keras' modules. */
const names = golden<Record<string, string[]>>("names.json");

/** Names that are no class or function, and a base class that is only a type here. */
const OTHER = ["bounding_boxes", "image", "legacy", "schedules", "Initializer"];

const camelCase = (name: string) =>
  /^[A-Z]/.test(name) ? name : name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The classes and functions of a module; what else `applications` has are modules. */
function expected(module: string): string[] {
  return names[module]
    .filter((name) => !OTHER.includes(name) && (module !== "applications" || /^[A-Z]/.test(name)))
    .map(camelCase);
}

/** A module of ours. */
function ours(module: string): Readonly<Record<string, unknown>> {
  return module.split("/").reduce<object>((parent, part) => parent[part as never], keras) as never;
}

suite("each name of Keras is there, or says that it is not ported", () => {
  for (const module of Object.keys(names)) {
    test(module, () => {
      const missing = Object.keys(notPorted[module] ?? {});
      const absent = expected(module).filter((name) => typeof ours(module)[name] !== "function");
      assert.deepEqual(absent, []);
      assert.deepEqual(
        missing.filter((name) => !expected(module).includes(name)),
        [],
      );
      for (const name of missing) {
        const Missing = ours(module)[name] as new (...args: unknown[]) => unknown;
        const error = {
          name: "ValueError",
          message: new RegExp(`^The \\w+ ${name} is not ported\\. .+\\.$`),
        };
        assert.throws(() => new Missing(1, { name: "a" }), error);
        assert.throws(() => (Missing as unknown as () => void)(), error);
      }
    });
  }
});

test("each name of a module that is not ported says so", () => {
  assert.throws(
    () => keras.ops.nn.softmax([1]),
    /^ValueError: .+ Operations stand in keras\.ops alone: `ops\.softmax`\.$/,
  );
  const { loadData } = ours("datasets/cifar100") as typeof keras.backend;
  assert.throws(() => loadData(), /^ValueError: The data set cifar100: loadData is not ported\. /);
  // Keras' modules without those that lib/keras has.
  const modules =
    "backend tree mixedPrecision dtypePolicies quantizers distribution distillation wrappers preprocessing visualization " +
    "legacy";
  for (const name of modules.split(" ")) {
    const { anyName } = ours(name) as typeof keras.backend;
    assert.throws(
      () => anyName(1),
      new RegExp(`^ValueError: The name keras\\.${name}: anyName is not ported\\. .+\\.$`),
    );
  }
});

test("names that Keras 3 has removed say what to use", () => {
  const { layers, optimizers, utils } = keras;
  assert.throws(
    () => new layers.ThresholdedReLU({ theta: 1 }),
    /The layer ThresholdedReLU is not ported\. Keras 3 has removed it: use `new layers\.ReLU\(\{ threshold: 1 \}\)`\.$/,
  );
  assert.throws(() => new layers.RandomFourierFeatures(4), /activation: \(x\) => x\.cos\(\)/);
  assert.throws(() => new layers.experimental.preprocessing.Rescaling(1), /use `layers\.Rescaling`/);
  assert.throws(() => new optimizers.legacy.Adam(0.1), /use `optimizers\.Adam`/);
  assert.throws(() => utils.npUtils.toCategorical([1]), /use `utils\.toCategorical`/);
});

test("a figure of a model is drawn by lib/plot", () => {
  assert.throws(
    () => keras.utils.plotModel(new Sequential()),
    /import \{ plotModel \} from "\.\.\/lib\/plot"/,
  );
});

test("to await a name does not call it", async () => {
  const backend = ours("backend") as typeof keras.backend;
  assert.equal(await backend, backend);
  const { matMul } = backend;
  assert.equal(await matMul, matMul);
  assert.throws(() => backend.matmul(1, 2), /The name keras\.backend: matmul is not ported/);
});

test("a name in a module of one, and a class of Keras itself, say so too", () => {
  const { text } = ours("preprocessing") as { text: { Tokenizer: new () => unknown } };
  assert.throws(
    () => new text.Tokenizer(),
    /keras\.preprocessing: text\.Tokenizer is not ported\. .*TextVectorization/,
  );
  assert.throws(() => new keras.Function([], []), /The name Function is not ported\. .*new Model/);
});

test("a layer that TensorFlow.js has is named", () => {
  const known = new Map(Object.keys(tf.layers).map((name) => [name.toLowerCase(), name]));
  for (const [name, Missing] of Object.entries(notPorted.layers)) {
    const plain = name.replace("Convolution", "Conv").replace(/(Avg|Average|Max)Pool(?!ing)/, "$1Pooling");
    const counterpart = known.get(plain.replace("Avg", "Average").toLowerCase());
    const message = counterpart === undefined ? /TensorFlow\.js has none/ : `tf.layers.${counterpart}({`;
    assert.throws(
      () => new Missing(),
      (error: Error) =>
        typeof message === "string" ? error.message.includes(message) : message.test(error.message),
      name,
    );
  }
});

test("a name in `compile`, in a layer or in a file says so too", async () => {
  const model = new Sequential([new Dense(1, { inputDim: 1 })]);
  assert.throws(
    () => model.compile({ loss: "mse", metrics: ["MeanMetricWrapper" as never] }),
    /^ValueError: The metric MeanMetricWrapper is not ported/,
  );
  assert.throws(
    () => new Dense(1, { kernelInitializer: "stft" as never }),
    /^ValueError: The initializer STFT is not ported/,
  );
  const form = (class_name: string) => ({ class_name, config: { name: "a", dtype: "float32" } });
  assert.throws(() => metrics.deserialize(form("MeanMetricWrapper")), /MeanMetricWrapper is not ported/);
  assert.throws(() => initializers.deserialize(form("STFT")), /STFT is not ported/);
  assert.throws(() => layers.deserialize(form("AugMix")), /Write one of your own: `class AugMix/);
  const config = { name: "s", layers: [form("InputLayer"), form("ReversibleEmbedding")] };
  config.layers[0].config = { batch_shape: [null, 4], name: "i" } as never;
  const json = JSON.stringify({ class_name: "Sequential", config });
  assert.throws(() => keras.models.modelFromJson(json), /The layer ReversibleEmbedding is not ported/);
  class ReversibleEmbedding extends layers.Layer {
    override call(inputs: unknown) {
      return inputs as never;
    }
  }
  const own = keras.models.modelFromJson(json, { ReversibleEmbedding });
  assert.ok(own.layers.some((layer) => (layer as object) instanceof ReversibleEmbedding));
});

test("what Keras 3 has kept of the back end, and the settings, are there", () => {
  const { backend, config } = keras;
  for (const { epsilon, floatx, imageDataFormat } of [backend, config]) {
    assert.deepEqual([epsilon(), floatx(), imageDataFormat()], [1e-7, "float32", "channels_last"]);
  }
  assert.equal(backend.backend(), config.backend());
  assert.equal(new Dense(1).dtype, config.floatx());
  backend.clearSession();
  backend.clear_session();
  assert.throws(() => backend.floats(), /keras\.backend: floats is not ported/);
  assert.equal(new Dense(1).name, "dense");
});
