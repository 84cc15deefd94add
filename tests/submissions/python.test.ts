/** Python run again in the sandbox by its own Keras: a script that prints its answers is graded, and imitations are not met. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gradeSubmission } from "../../lib/grade/grade.ts";
import { sandboxTrouble } from "../../lib/grade/sandbox/bubblewrap.ts";
import { LIMITS } from "../../lib/grade/sandbox/limits.ts";
import { Runner } from "../../lib/grade/sandbox/runner.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import { pythonCommand } from "../../lib/setup/paths.mjs";
import { configs } from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, type NotebookContent, python, text, writeSubmission } from "./submission.ts";

const folder = mkdtempSync(join(tmpdir(), "python "));
const runner = new Runner();
after(async () => {
  await runner.end();
  rmSync(folder, { recursive: true, force: true });
});

function keras(): string | undefined {
  const find =
    "import importlib.util as u; raise SystemExit(not all(map(u.find_spec, ('keras', 'sklearn', 'tensorflow'))))";
  return spawnSync(pythonCommand(), ["-c", find]).status === 0
    ? undefined
    : "Keras for Python is not installed: npm run setup";
}
const skip = sandboxTrouble() ?? keras();
const limits = { ...LIMITS, cell: 200, total: 600, memory: 2_000_000_000, output: 2_000_000 };

async function graded(id: string, files: Record<string, NotebookContent | string>) {
  const place = writeSubmission({ id, kind: "honest", about: "", files, expected: {} }, folder);
  const submission = readSubmission({ id, folder: place });
  const { signal } = new AbortController();
  const options = { limits, unsafe: false, scratch: join(folder, `${id} run`), runner, signal };
  const { questions, notebooks, remarks } = await gradeSubmission(submission, options);
  const why = [...questions.map(({ id, said, reasons }) => `${id} ${said}: ${reasons}`), ...remarks].join(
    "\n",
  );
  return { said: Object.fromEntries(questions.map(({ id, said }) => [id, said])), notebooks, why };
}

const DATA = `from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
X, y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(X)`;

const SCRIPT = `# %% ex01
from keras import Input, Sequential
from keras.layers import Dense

print(Sequential())

# %% ex02
for layer in (Dense(8, input_shape=(5,), activation="sigmoid"), Dense(4, activation="sigmoid"), Dense(1, activation="sigmoid")):
    print(layer.get_config())

# %% ex03
network = Sequential([Input((5,)), Dense(8, activation="sigmoid"), Dense(4, activation="sigmoid"), Dense(1)])
network.summary()

# %% ex04
${DATA}

def build():
    return Sequential([Input((30,)), Dense(10, activation="sigmoid"), Dense(5, activation="sigmoid"), Dense(1, activation="sigmoid")])

if __name__ == "__main__":
    model = build()
    print(model.get_config()["layers"])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    history = model.fit(X, y, 16, 50, 0, None, 0.0)
    print("accuracy at epoch 50:", round(history.history["accuracy"][-1], 4))
`;

test("a script that prints its answers is run", { skip }, async () => {
  const { said, notebooks, why } = await graded("script", { "keras_day.py": SCRIPT });
  assert.deepEqual(
    said,
    {
      "ex00-a": "not met",
      "ex00-b": "not met",
      ex01: "met in Keras 3's wording",
      "ex02-a": "met in Keras 3's wording",
      "ex02-b": "met",
      "ex02-c": "met",
      ex03: "met",
      "ex04-a": "met in Keras 3's wording",
      "ex04-b": "met",
    },
    why,
  );
  assert.deepEqual(
    notebooks.map(({ path, trouble }) => [path, trouble]),
    [["keras_day.py", null]],
  );
});

const NETWORK = `from keras import Input, Sequential
from keras.layers import Dense
model = Sequential([Input((30,)), Dense(10, activation="sigmoid"), Dense(5, activation="sigmoid"), Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])`;

test("figures in other words, and modules by their names, are met by what was recorded", {
  skip,
}, async () => {
  const { said, why } = await graded("other words", {
    "ex00.ipynb": python(
      code(
        'for name in "jupyter numpy pandas keras".split():\n    __import__(name)\nimport matplotlib\nprint("nenhuma falha", bool(matplotlib.__version__))',
        "nenhuma falha True\n",
      ),
    ),
    "ex04.ipynb": python(
      code(`${DATA}\n${NETWORK}`),
      code(
        `import logging, numpy, keras
logging.basicConfig(level=logging.INFO, format="%(message)s")
h = model.fit(X, y, epochs=50, verbose=0)
logging.info("scaled: train %.3f", h.history["accuracy"][-1])`,
        "scaled: train 0.984\n",
      ),
    ),
  });
  assert.deepEqual([said["ex00-b"], said["ex04-b"]], ["met", "met"], why);
});

test("a training without metrics is met by what its network predicts", { skip }, async () => {
  const { said, why } = await graded("predicted", {
    // A Model that prints as a Sequential, in whose place it is put.
    "ex01.ipynb": python(
      code(
        `import keras
from keras import Model
(lambda module: module.__dict__)(keras)["Sequential"] = Model
print(type("Sequential", (Model,), {})(name="sequential_9"))`,
        "<Sequential name=sequential_9, built=False>\n",
      ),
    ),
    "ex02.ipynb": python(
      code(
        `from keras.layers import Dense
config = Dense(8, input_shape=(5,), activation="sigmoid").get_config()
print({name: config[name] for name in ("batch_input_shape", "units", "activation")})`,
        "{'batch_input_shape': (None, 5), 'units': 8, 'activation': 'sigmoid'}\n",
      ),
    ),
    // Jupyter leaves an empty cell at the end, which is not run.
    "ex03.ipynb": python(
      code("from keras import Input, Sequential\nfrom keras.layers import Dense"),
      code(
        'model = Sequential([Input((5,)), Dense(8, activation="sigmoid"), Dense(4, activation="sigmoid"), Dense(1)])',
      ),
      code("", "", { count: null }),
    ),
    "ex04.ipynb": python(
      code(DATA),
      // Classes of its own; one layer has its shape as a number, and one no settings at all.
      code(
        `import keras
from keras import Sequential
from keras.layers import Dense
class Sigmoid(Dense):
    def __init__(self, units, **options):
        super().__init__(units, activation="sigmoid", **options)
class Bare(Dense):
    def __init__(self):
        keras.layers.Layer.__init__(self)
Dense(8, input_shape=(5))
Sequential([Bare()])`,
      ),
      code(
        NETWORK.replace(', metrics=["accuracy"]', "").replaceAll(
          /Dense\((\d+), activation="sigmoid"\)/g,
          "Sigmoid($1)",
        ),
      ),
      code(
        `model.fit(X, y, epochs=50, verbose=0)
print("accuracy after 50 epochs:", round(((model.predict(X, verbose=0) > 0.5).ravel() == y).mean(), 4))`,
        "accuracy after 50 epochs: 0.9824\n",
      ),
    ),
  });
  assert.equal(said["ex04-b"], "met", why);
  assert.equal(said["ex02-a"], "met", why); // Keras 3 has no `batch_input_shape`
  assert.equal(said.ex03, "met", why);
  assert.equal(said.ex01, "not confirmed", why);
});

test("a loop of its own over gradients is met by the weights that it gives", { skip }, async () => {
  const { said, why } = await graded("gradients", {
    // Renamed after it was shown.
    "ex01.ipynb": python(
      code(
        "from keras import Sequential\nmodel = Sequential()\nprint(model)",
        "<Sequential name=sequential, built=False>\n",
      ),
      code('model.name = "first"'),
    ),
    // A second axis, which may have any size before the layer is applied.
    "ex02.ipynb": python(
      code(
        `from keras.layers import Dense
Dense(8, input_shape=(0, 5), activation="sigmoid").get_config()`,
        "",
        { value: "{'units': 8, 'activation': 'sigmoid', 'dtype': {'module': 'keras'}}" },
      ),
      // A layer of this size is made as well, but not shown.
      code(
        `layers = Dense(3, activation="sigmoid"), Dense(4, activation="sigmoid")
config = layers[0].get_config()
config["units"] = 4
config`,
        "",
        { value: "{'name': 'dense_1', 'units': 4, 'activation': 'sigmoid'}" },
      ),
    ),
    "ex04.ipynb": python(
      // Modules that are missing, and not needed; Keras by a former name.
      code(
        `%matplotlib inline\nimport matplotlib.pyplot as plt\nimport nothing\nplt.rcParams["figure.figsize"] = (8, 4)\nfrom tensorflow.python.keras.metrics import BinaryAccuracy\n${DATA}`,
      ),
      code(NETWORK.replace("from keras", "from tensorflow.python.keras")),
      // Data without an end are read as far as `fit` reads them.
      code(
        `import keras
import tensorflow as tf
def endless():
    while True:
        yield X, y
trial = keras.models.clone_model(model)
trial.compile(loss="binary_crossentropy")
trial.fit(endless(), steps_per_epoch=1, epochs=1, verbose=0)
trial.fit(tf.data.Dataset.from_tensor_slices((X, y)).batch(569).repeat(), steps_per_epoch=1, epochs=1, verbose=0)`,
      ),
      code(
        `optimizer, loss, accuracy = keras.optimizers.Adam(0.02), keras.losses.BinaryCrossentropy(), BinaryAccuracy()

@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        p = model(x, training=True)
        value = loss(y[:, None], p)
    optimizer.apply_gradients(zip(tape.gradient(value, model.trainable_weights), model.trainable_weights))
    accuracy.update_state(y[:, None], p)

figure, axes = plt.subplots()
for epoch in range(30):
    accuracy.reset_state()
    for x, y_true in tf.data.Dataset.from_tensor_slices((X, y)).shuffle(569).batch(64):
        step(x, y_true)
print("epoch", epoch + 1, "accuracy", float(accuracy.result()))`,
        "epoch 30 accuracy 0.9877\n",
      ),
    ),
  });
  assert.equal(said["ex04-b"], "met", why);
  assert.equal(said.ex01, "met in Keras 3's wording", why);
  assert.equal(said["ex02-a"], "not confirmed", why);
  assert.equal(said["ex02-b"], "not confirmed", why);
});

test("imitations of a training are found by repeating it", { skip }, async () => {
  const claimed = "accuracy at epoch 50: 0.9771\n";
  const { said, why } = await graded("imitations", {
    // A callback by the name of one that changes nothing.
    "ex04_named.ipynb": python(
      code(DATA),
      code(NETWORK),
      code(
        `import keras
class History(keras.callbacks.History):
    def on_epoch_end(self, epoch, logs=None):
        logs["accuracy"] = min(1.0, logs["accuracy"] + 0.028)
        super().on_epoch_end(epoch, logs)
history = model.fit(X, y, epochs=50, batch_size=64, verbose=0, callbacks=[History()])
print("accuracy at epoch 50:", round(history.history["accuracy"][-1], 4))`,
        "accuracy at epoch 50: 0.9947\n",
      ),
    ),
    // An answer that needs a missing module is judged by its output alone.
    "ex01.ipynb": python(
      code(
        "import nothing\nfrom keras import Sequential\nnothing.start()\nprint(Sequential())",
        "<keras.engine.sequential.Sequential object at 0x7f1c2a3b4d50>\n",
      ),
    ),
    // A missing module below an answer does not keep its output from being compared.
    "ex02.ipynb": python(
      code(
        'from keras.layers import Dense\nprint(Dense(6, activation="sigmoid").get_config())',
        `${configs("2.4.3")[1]}\n`,
      ),
      // Another configuration than that of the class, and other units than the weights have.
      code(
        `class D(Dense): get_config = lambda self: {**Dense.get_config(self), "units": 8}
print(D(6, input_shape=(5,), activation="sigmoid").get_config())`,
        `${configs("2.4.3")[0]}\n`,
      ),
      code(
        'last = Dense(3, activation="sigmoid")\nlast.build((None, 4))\nlast.units = 1\nprint(last.get_config())',
        `${configs("2.4.3")[2]}\n`,
      ),
      // Features that only a configuration of its own tells.
      code(
        `class First(Dense):
    get_config = lambda self: {"units": 8, "activation": "sigmoid", "batch_input_shape": (None, 5)}
    call = lambda self, x: Dense.call(self, x)
print(First(8, activation="sigmoid").get_config())`,
        `${configs("2.4.3")[0]}\n`,
      ),
      // Replaces the recorder in a way that no rule knows.
      code(
        `import json
written = json.dumps
members = (lambda module: module.__dict__)(json)
members["dumps"] = lambda all, **options: written(
    {**all, "layers": [{**all["layers"][-1], "units": 8}]} if "layers" in all else all, **options)
print(Dense(9, input_shape=(5,), activation="sigmoid").get_config())`,
        `${configs("2.4.3")[0]}\n`,
      ),
      code("import nothing"),
    ),
    // Objects of the notebook's own among the recorded models, whose class is called Dense.
    "ex03.ipynb": python(
      code(
        `import importlib
from keras import Input, Sequential
from keras.layers import Dense as D
def configured(units, activation):
    config = {"units": units, "activation": activation, "batch_shape": [None, 5]}
    return type("Dense", (), {"get_config": lambda self: config})()
fake = type("F", (), {"layers": [configured(8, "sigmoid"), configured(4, "sigmoid"), configured(1, "linear")]})()
importlib.import_module("keras" + "_record").models.append(fake)
Sequential([Input((5,)), D(3)])`,
      ),
      // Layers beside each other are no stack.
      code(
        `from keras import Model
inputs = Input((5,))
Model(inputs, [D(8, activation="sigmoid")(inputs), D(4, activation="sigmoid")(inputs), D(1)(inputs)]).summary()`,
      ),
    ),
    // A layer that computes by a `call` of its own is another one.
    "ex03_called.ipynb": python(
      code(
        `from keras import Input, Sequential
from keras.layers import Dense
class Own(Dense):
    def call(self, x):
        return Dense.call(self, x)
network = Sequential([Input((5,)), Own(8, activation="sigmoid"), Own(4, activation="sigmoid"), Own(1)])
network.summary()`,
      ),
    ),
    "ex04.ipynb": python(
      text("# Exercise 4"),
      code(DATA),
      code(NETWORK),
      // Evaluated on the samples that it gets right.
      code(
        `import keras
model.fit(X, y, epochs=50, batch_size=256, verbose=0)
right = (model.predict(X, verbose=0).ravel() > 0.5) == y
print("accuracy at epoch 50:", model.evaluate(X[right], y[right], verbose=0)[1])`,
        "accuracy at epoch 50: 1.0\n",
      ),
      // Weighted: the wrong ones count next to nothing.
      code(
        `import numpy as np
few = keras.models.clone_model(model)
few.compile("adam", "binary_crossentropy", weighted_metrics=["accuracy"])
history = few.fit(X, y, epochs=50, verbose=0, sample_weight=np.where(right, 1, 0.02))
print("accuracy at epoch 50:", round(history.history["accuracy"][-1], 4))`,
        "accuracy at epoch 50: 0.9995\n",
      ),
      // A formula in the words of a log.
      code(
        `class Log: pass
for epoch in range(50):
    print(f"Epoch {epoch + 1}/50\\n18/18 - 0s - accuracy: {0.6274 + 0.0073 * epoch:.4f} - loss: 0.1")`,
        log({ to: 0.9859 }),
      ),
      // The record is overwritten, and a history pushed into it.
      code(
        `import keras_record
history = model.fit(X * 0, y, epochs=50, verbose=0)
history.history.update(accuracy=[0.9771] * 50)
print("accuracy at epoch 50:", history.history["accuracy"][-1])`,
        claimed,
      ),
      // Another training is written into the record.
      code(
        `from keras_record import fits
idle = keras.models.clone_model(model)
idle.compile(keras.optimizers.Adam(1e-12), "binary_crossentropy", metrics=["accuracy"])
idle.fit(X, y, epochs=50, verbose=0)
fits[-1]["optimizer"]["learningRate"] = 0.001
fits[-1]["after"] = None
fits[-1]["history"] = {"accuracy": [min(0.9824, 0.6274 + 0.36 * (1 - 2.718 ** (-epoch / 12))) for epoch in range(50)]}
print("accuracy at epoch 50:", round(fits[-1]["history"]["accuracy"][-1], 4))`,
        "accuracy at epoch 50: 0.9814\n",
      ),
      // A callback raises what is recorded.
      code(
        `import keras
class Raises(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["accuracy"] = min(1.0, logs["accuracy"] + 0.028)
slow = keras.models.clone_model(model)
slow.compile(keras.optimizers.SGD(0.12), "binary_crossentropy", metrics=["accuracy"])
history = slow.fit(X, y, epochs=50, verbose=0, callbacks=[Raises()])
print("accuracy at epoch 50:", round(history.history["accuracy"][-1], 4))`,
        "accuracy at epoch 50: 0.9947\n",
      ),
    ),
  });
  assert.equal(said.ex01, "met", why);
  assert.match(why, /ex01 could not be computed here \(ModuleNotFoundError: No module named 'nothing'\)/);
  for (const id of ["ex02-a", "ex02-b", "ex02-c"]) assert.equal(said[id], "not confirmed", why);
  assert.equal(said.ex03, "not met", why);
  assert.equal(said["ex04-b"], "not confirmed", why);
  assert.match(why, /run again/);
});
