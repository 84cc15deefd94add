"""Makes batches.json: fit, evaluate and predict from generators and a PyDataset.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python batches.py

The programs are in tests/keras/batches.test.ts. A generator has at least as many batches as are asked for, and validates once: Keras
begins anew with the first two of them, and goes on after those that TensorFlow has read ahead.
"""

import json
import os
import pathlib
import sys
import types

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

ROWS, BATCH = 22, 4
x = np.array([[(7 * i) % 11 / 5 - 1, (5 * i) % 13 / 6 - 1, (3 * i) % 7 / 3 - 1] for i in range(ROWS)], "float32")
y = np.array([[float(a - b > 0), a * b + c] for a, b, c in x], "float32")
weights = np.array([0.25 + (i % 4) / 2 for i in range(ROWS)], "float32")
batches = [slice(at, min(at + BATCH, ROWS)) for at in range(0, ROWS, BATCH)]


def model():
    keras.utils.set_random_seed(3)
    layers = [keras.Input((3,)), keras.layers.Dense(5, "tanh"), keras.layers.Dense(1, "sigmoid")]
    network = keras.Sequential(layers)
    network.compile("adam", "binary_crossentropy", metrics=["accuracy", keras.metrics.AUC(name="auc")], weighted_metrics=["mae"])
    return network


def generator(weighted=False, rounds=100):
    for _ in range(rounds):
        for rows in batches:
            yield (x[rows], y[rows, :1], weights[rows]) if weighted else (x[rows], y[rows, :1])


class Dataset(keras.utils.PyDataset):
    def __len__(self):
        return len(batches)

    def __getitem__(self, index):
        return x[batches[index]], y[batches[index], :1]


def result(fit):
    network = model()
    history = network.fit(**fit(), verbose=0)
    evaluated = network.evaluate(generator(True), steps=3, verbose=0)
    predicted = network.predict(((x[rows],) for rows in batches), verbose=0)
    return {
        "history": {name: [float(value) for value in values] for name, values in history.history.items()},
        "evaluated": [float(value) for value in evaluated],
        "predicted": predicted.ravel().tolist(),
    }


def progress():
    """The last text that a bar of unknown length shows after each of four steps of 1.5 seconds, and at its end."""
    texts, clock = [], [100.0]
    module = sys.modules[keras.utils.Progbar.__module__]
    module.time = types.SimpleNamespace(time=lambda: clock[0])
    module.io_utils = types.SimpleNamespace(print_msg=lambda message, line_break=True: texts.append(message))
    bar = keras.utils.Progbar(None)
    bar._dynamic_display = True
    for step in range(4):
        clock[0] += 1.5
        bar.update(step + 1, [("loss", 0.5)])
    bar.target = 4
    bar.update(4, [("loss", 0.5)], finalize=True)
    return texts


programs = {
    "generator": lambda: dict(x=generator(), steps_per_epoch=6, epochs=3),
    "weighted, steps across epochs": lambda: dict(x=generator(True), steps_per_epoch=4, epochs=4),
    "validation": lambda: dict(
        x=generator(), steps_per_epoch=6, validation_data=generator(True), validation_steps=4
    ),
    "arrays, validation": lambda: dict(
        x=x, y=y[:, :1], batch_size=BATCH, shuffle=False, epochs=2, validation_data=Dataset(), validation_steps=2
    ),
    "PyDataset": lambda: dict(x=Dataset(), shuffle=False, epochs=2, validation_data=Dataset()),
    "PyDataset, shuffled": lambda: dict(x=Dataset(), epochs=3),
    "PyDataset, class weights": lambda: dict(x=Dataset(), epochs=2, class_weight={0: 1.0, 1: 2.5}),
    "PyDataset, other steps": lambda: dict(x=Dataset(), shuffle=False, epochs=4, steps_per_epoch=4),
}
golden = {
    "keras": keras.__version__,
    "x": x.tolist(),
    "y": y[:, 0].tolist(),
    "weights": weights.tolist(),
    "progress": progress(),
    "programs": {name: result(fit) for name, fit in programs.items()},
}
pathlib.Path(__file__).with_name("batches.json").write_text(json.dumps(golden) + "\n")
