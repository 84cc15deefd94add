"""Makes batch_sizes.json: the output shapes that Keras 3.15.1 shows of models that their first data build, and what a second `compile` keeps.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    TF_ENABLE_ONEDNN_OPTS=0 python batch_sizes.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

layers = keras.layers


def x(samples):
    return np.arange(4 * samples, dtype="float32").reshape(samples, 4) / samples


def y(samples):
    return np.arange(samples, dtype="float32").reshape(samples, 1)


def stack():
    model = keras.Sequential([layers.Dense(3), layers.Dropout(0.1), layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


class Subclass(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden, self.out = layers.Dense(3), layers.Dense(1)

    def call(self, inputs):
        return self.out(self.hidden(inputs))


class OwnStep(Subclass):
    def predict_step(self, data):
        return super().predict_step(data)


def batches():
    for _ in range(3):
        yield x(6), y(6)


def nested():
    return keras.Sequential([stack(), layers.Dense(2)])


def called_before():
    inner = stack()
    inner(x(8))
    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Dense(1)(inner(inputs)))


quiet = {"verbose": 0}
programs = {
    "predict of 64": (stack, lambda model: model.predict(x(64), **quiet)),
    "predict of 20": (stack, lambda model: model.predict(x(20), **quiet)),
    "predict by 7": (stack, lambda model: model.predict(x(20), batch_size=7, **quiet)),
    "fit of 64": (stack, lambda model: model.fit(x(64), y(64), **quiet)),
    "fit of 50": (stack, lambda model: model.fit(x(50), y(50), **quiet)),
    "fit of 20": (stack, lambda model: model.fit(x(20), y(20), **quiet)),
    "fit by 5": (stack, lambda model: model.fit(x(20), y(20), batch_size=5, **quiet)),
    "fit of a part": (stack, lambda model: model.fit(x(20), y(20), batch_size=5, validation_split=0.2, **quiet)),
    "fit of a generator": (stack, lambda model: model.fit(batches(), **quiet)),
    "evaluate of 50": (stack, lambda model: model.evaluate(x(50), y(50), **quiet)),
    "evaluate by 5": (stack, lambda model: model.evaluate(x(20), y(20), batch_size=5, **quiet)),
    "call": (stack, lambda model: model(x(8))),
    "train_on_batch": (stack, lambda model: model.train_on_batch(x(8), y(8))),
    "predict_on_batch": (stack, lambda model: model.predict_on_batch(x(9))),
    "call, then predict": (stack, lambda model: (model(x(8)), model.predict(x(64), **quiet))),
    "build": (stack, lambda model: model.build((6, 4))),
    "nested": (nested, lambda model: model(x(8))),
    "nested, called before": (called_before, lambda model: None),
    "subclass, called": (Subclass, lambda model: model(x(8))),
    "own step, predict of 20": (OwnStep, lambda model: model.predict(x(20), **quiet)),
    "own step, predict by 7": (OwnStep, lambda model: model.predict(x(20), batch_size=7, **quiet)),
    "subclass, predict of 40": (Subclass, lambda model: model.predict(x(40), **quiet)),
}


def shapes(model):
    lines = []
    model.summary(print_fn=lines.append)
    cells = [line.split("│") for line in "\n".join(lines).split("\n") if line.startswith("│")]
    return [row[2].strip() for row in cells]


figures = {"shapes": {}, "compiled": []}
for name, (make, run) in programs.items():
    model = make()
    run(model)
    figures["shapes"][name] = shapes(model)
model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(1)])
model.set_weights([np.ones((4, 3)), np.zeros(3), np.ones((3, 1)), np.zeros(1)])
rows = np.arange(40, dtype="float32").reshape(10, 4) / 40
for given in [
    dict(loss="mae", metrics=["mse"]),
    {},
    dict(metrics=["mape"]),
    dict(loss="mse"),
    dict(loss_weights=[3.0]),
    dict(weighted_metrics=["mape"]),
    dict(metrics=[]),
]:
    model.compile("adam", **given)
    figures["compiled"].append([given, model.evaluate(rows, rows.sum(1, keepdims=True), return_dict=True, **quiet)])
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n")
