"""Makes step_weights.json: losses and metrics of sequences, with masks, reductions and a weight for each step.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python step_weights.py

Value i of all weights is ((7 · i) mod 11 - 5) / 10; of the inputs ((5 · i) mod 7 - 3) / 4; the last step of every second sample is zeros, which `Masking` leaves out.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import layers

SAMPLES, STEPS = 6, 4
X = ((np.arange(SAMPLES * STEPS * 2) * 5 % 7 - 3) / 4).astype("float32").reshape(SAMPLES, STEPS, 2)
X[::2, 3] = 0
LABELS = (np.arange(SAMPLES * STEPS) % 2).reshape(SAMPLES, STEPS, 1)
CLASSES = np.arange(SAMPLES * STEPS).reshape(SAMPLES, STEPS) % 3
WEIGHTS = ((np.arange(SAMPLES * STEPS) % 5) / 2).reshape(SAMPLES, STEPS)


def filled(model):
    at = 0
    for weight in model.weights:
        i = np.arange(at, at + np.prod(weight.shape))
        at += len(i)
        weight.assign(((7 * i % 11 - 5) / 10).reshape(weight.shape))
    return model


def sequences(masked, units, activation):
    inputs = keras.Input((STEPS, 2))
    x = layers.Masking(0.0)(inputs) if masked else inputs
    return filled(keras.Model(inputs, layers.Dense(units, activation)(layers.GRU(2, return_sequences=True)(x))))


def case(loss, reduction, masked, weighted):
    units, activation, y = (3, "softmax", CLASSES) if loss == "SparseCategoricalCrossentropy" else (1, "sigmoid", LABELS)
    model = sequences(masked, units, activation)
    metrics = ["accuracy"] if units == 3 else ["mae", keras.metrics.Precision(name="precision"), keras.metrics.AUC(num_thresholds=20, name="auc")]
    model.compile(keras.optimizers.SGD(0.2), getattr(keras.losses, loss)(reduction=reduction), weighted_metrics=metrics)
    weights = WEIGHTS if weighted else None
    options = {"batch_size": 4, "epochs": 2, "shuffle": False, "verbose": 0, "validation_split": 1 / 3}
    history = model.fit(X, y, sample_weight=weights, **options).history
    return {"loss": loss, "reduction": reduction, "masked": masked, "weighted": weighted, "history": history}


def two_outputs():
    """One output has a weight for each step, the other one for each sample."""
    inputs = keras.Input((STEPS, 2))
    steps = layers.GRU(2, return_sequences=True)(inputs)
    outputs = {"each": layers.Dense(1, name="each")(steps), "last": layers.Dense(1, name="last")(layers.Flatten()(steps))}
    model = filled(keras.Model(inputs, outputs))
    model.compile(keras.optimizers.SGD(0.05), {"each": "mse", "last": "mae"}, weighted_metrics={"each": ["mae"], "last": ["mse"]})
    weights = {"each": WEIGHTS, "last": np.arange(SAMPLES) / 3}
    y = {"each": LABELS, "last": np.arange(SAMPLES)}
    return model.fit(X, y, sample_weight=weights, batch_size=3, epochs=2, shuffle=False, verbose=0).history


def stateful():
    """Predictions of a layer that begins each batch with the state after the last one."""
    inputs = keras.Input(batch_shape=(2, STEPS, 2))
    model = filled(keras.Model(inputs, layers.GRU(2, stateful=True)(inputs)))
    return model.predict(X, batch_size=2, verbose=0).tolist()


cases = [
    case(loss, reduction, masked, weighted)
    for loss, reductions in [("MeanSquaredError", ["sum_over_batch_size", "sum", "mean_with_sample_weight"]),
                             ("BinaryFocalCrossentropy", ["sum_over_batch_size", "sum"]),
                             ("SparseCategoricalCrossentropy", ["sum_over_batch_size", "sum", "mean_with_sample_weight"])]
    for reduction in reductions for masked in [False, True] for weighted in [False, True]
]
out = {"cases": cases, "two outputs": two_outputs(), "stateful": stateful()}
pathlib.Path(__file__).with_name("step_weights.json").write_text(json.dumps(out, separators=(",", ":")))
