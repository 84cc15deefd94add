"""Makes set_activation.json: outputs, losses and weights of models that train, get other activations, and train on. Keras' compiled
functions are made anew for it: they would go on with the activations that they were made with.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python set_activation.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import layers

NETWORKS = {
    "dense": (
        lambda: [keras.Input((3,)), layers.Dense(4, activation="relu"), layers.Dense(2, activation="softmax")],
        {0: {"activation": keras.activations.tanh}, 1: {"activation": None}},
    ),
    "conv": (
        lambda: [keras.Input((4, 2)), layers.Conv1D(3, 2, activation="relu"), layers.Flatten(), layers.Dense(2)],
        {0: {"activation": keras.activations.sigmoid}},
    ),
    "lstm": (
        lambda: [keras.Input((3, 2)), layers.LSTM(3), layers.Dense(2)],
        {0: {"cell": {"activation": keras.activations.relu, "recurrent_activation": keras.activations.hard_sigmoid}}},
    ),
    "wrapped": (
        lambda: [keras.Input((3, 2)), layers.TimeDistributed(layers.Dense(2, activation="relu"))],
        {0: {"layer": {"activation": keras.activations.sigmoid}}},
    ),
}


def numbers(shape, factor):
    count = int(np.prod(shape))
    return ((np.arange(count) * factor % 11) / 11 - 0.4).reshape(shape).astype("float32")


def change(layer, values):
    for name, value in values.items():
        change(getattr(layer, name), value) if isinstance(value, dict) else setattr(layer, name, value)


def run(make, changes):
    model = keras.Sequential(make())
    model.set_weights([numbers(weight.shape, 7) for weight in model.get_weights()])
    model.compile(keras.optimizers.Adam(0.05), "mse")
    x = numbers((4, *model.input_shape[1:]), 5)
    y = numbers((4, *model.output_shape[1:]), 3)
    fit = lambda: model.fit(x, y, epochs=2, batch_size=2, shuffle=False, verbose=0).history["loss"]
    first = fit()
    for at, values in changes.items():
        change(model.layers[at], values)
    model.make_train_function(force=True)
    model.make_predict_function(force=True)
    predictions = model.predict(x, verbose=0)
    losses = first + fit()
    return {
        "losses": losses,
        "predictions": predictions.ravel().tolist(),
        "weights": [weight.ravel().tolist() for weight in model.get_weights()],
    }


if __name__ == "__main__":
    figures = {name: run(*network) for name, network in NETWORKS.items()}
    path = pathlib.Path(__file__).parent / "set_activation.json"
    path.write_text(json.dumps(figures) + "\n")
