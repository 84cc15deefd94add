"""Models with layers that say themselves how files hold them, saved by Keras: `saved/own_….keras` and `saved/own.json`.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6

The classes are those of Keras' guide "Customizing saving and serialization"; `own-saving.test.ts` in tests/keras has the same.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

folder = pathlib.Path(__file__).with_name("saved")
registered = keras.saving.register_keras_serializable("tests")
x = (np.arange(24, dtype="float32") / 24).reshape(6, 4)
y = x.sum(1, keepdims=True)


@registered
class OwnVariables(keras.layers.Layer):
    def __init__(self, units=1, **options):
        super().__init__(**options)
        self.units = units
        self.offset = keras.Variable(np.arange(units) + 0.5, name="offset", dtype="float32")

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units))

    def save_own_variables(self, store):
        super().save_own_variables(store)
        store["added"] = self.offset.numpy() * 2

    def load_own_variables(self, store):
        for i, variable in enumerate(self.weights):
            variable.assign(store[str(i)])
        self.offset.assign(store["added"][()] / 2)

    def call(self, inputs):
        return keras.ops.matmul(inputs, self.kernel) + self.offset


@registered
class OwnAssets(keras.layers.Layer):
    def __init__(self, text=None, **options):
        super().__init__(**options)
        self.text = text

    def save_assets(self, inner_path):
        (pathlib.Path(inner_path) / "text.txt").write_text(self.text)

    def load_assets(self, inner_path):
        self.text = (pathlib.Path(inner_path) / "text.txt").read_text() + " (read)"

    def call(self, inputs):
        return inputs


@registered
class OwnBuild(keras.layers.Layer):
    def build(self, input_shape, units):
        self.shape, self.units = input_shape, units
        self.kernel = self.add_weight(shape=(input_shape[-1], units), name="kernel")

    def get_build_config(self):
        return {"input_shape": self.shape, "units": self.units}

    def build_from_config(self, config):
        self.build(config["input_shape"], config["units"])

    def call(self, inputs):
        return keras.ops.matmul(inputs, self.kernel)


@registered
class OwnCompile(keras.Model):
    def __init__(self, **options):
        super().__init__(**options)
        self.dense = keras.layers.Dense(1)

    def call(self, inputs):
        return self.dense(inputs)

    def compile(self, optimizer, loss_function):
        super().compile(optimizer=optimizer, loss=loss_function)
        self.loss_function = loss_function

    def get_compile_config(self):
        return {"optimizer": self.optimizer, "loss_function": self.loss_function}

    def compile_from_config(self, config):
        self.compile(**keras.saving.deserialize_keras_object(config))


keras.utils.set_random_seed(5)
variables = keras.Sequential([OwnVariables()])
variables.compile("adam", "mse")
variables.fit(x, y, verbose=0)
assets = keras.Sequential([OwnAssets("a b"), keras.layers.Dense(1)])
assets(x)
own = OwnBuild()
own.build((None, 4), 3)
built = keras.Sequential([keras.Input((4,)), own, keras.layers.Dense(1)])
compiled = OwnCompile()
compiled.compile(keras.optimizers.SGD(0.1), keras.losses.Huber(0.5))
compiled.fit(x, y, verbose=0)
figures = {"x": x.tolist()}
for name, model in {"variables": variables, "assets": assets, "build": built, "compile": compiled}.items():
    model.save(folder / f"own_{name}.keras")
    figures[name] = model.predict(x, verbose=0).tolist()
(folder / "own.json").write_text(json.dumps(figures) + "\n")
