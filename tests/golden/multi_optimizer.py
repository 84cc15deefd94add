"""Makes multi_optimizer.json: models whose variables have optimizers of their own, in Keras on TensorFlow.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    TF_ENABLE_ONEDNN_OPTS=0 python multi_optimizer.py

Each program begins with set_random_seed(11); the data are those of optimizers.json. Programs of the same names are in
tests/keras/multi-programs.ts. Every optimizer is named, as Keras' own names count all that there are.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from keras import callbacks, constraints, layers
from keras.optimizers import SGD, Adam, AdamW, Lion, LossScaleOptimizer, MultiOptimizer, Muon, Nadam, OptimizerMap, RMSprop, schedules

HERE = pathlib.Path(__file__).parent
data = {k: np.array(v, "float32") for k, v in json.loads((HERE / "optimizers.json").read_text())["data"].items()}
x, y = data["x"], data["y_regression"].reshape(64, 1)
weights = np.linspace(0.1, 2, 64).astype("float32")


def network(frozen=False, **options):
    return keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(6, activation="tanh", name="first", **options),
            layers.Dense(4, activation="relu", name="second", trainable=not frozen),
            layers.Dense(1, name="last"),
        ],
        name="net",
    )


def by_kind():
    kernels, biases = SGD(0.05, momentum=0.9, clipnorm=0.5, name="kernels"), Adam(0.02, name="biases")
    return MultiOptimizer(lambda variable: kernels if variable.path.endswith("kernel") else biases)


def one_each():
    # Another one for every variable.
    return MultiOptimizer(lambda variable: Nadam(0.01 if "bias" in variable.path else 0.03, name="one"))


class Steps(callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        first, _ = self.model.optimizer.optimizers
        first.learning_rate = float(first.learning_rate) * 0.9


def per_layer():
    return MultiOptimizer(OptimizerMap(SGD(0.05, name="rest"), {"net/first/.*": Adam(0.02, name="first"), "net/last/kernel": RMSprop(0.005, name="last")}))


def mapped(default, pattern, optimizer, **options):
    return MultiOptimizer(OptimizerMap(default, {pattern: optimizer}), **options)


programs = {
    "an optimizer per layer": dict(optimizer=per_layer),
    "kernels and biases": dict(optimizer=by_kind, fits=2),
    "one for every variable": dict(optimizer=one_each),
    "schedules": dict(optimizer=lambda: mapped(
        SGD(schedules.ExponentialDecay(0.1, 3, 0.7), name="a"), ".*/first/.*", Adam(schedules.PiecewiseConstantDecay([5], [0.03, 0.003]), name="b")), fits=2),
    "clipped over its own variables": dict(optimizer=lambda: mapped(
        SGD(0.2, global_clipnorm=0.2, name="a"), ".*/(first|last)/kernel", AdamW(0.02, weight_decay=0.1, global_clipnorm=0.1, name="b"))),
    "a frozen layer": dict(network=dict(frozen=True), optimizer=lambda: mapped(
        SGD(0.1, global_clipnorm=0.3, name="a"), ".*/(first|second)/.*", Lion(0.003, weight_decay=0.01, name="b"))),
    "sample weights and constraints": dict(
        network=dict(kernel_constraint=constraints.MaxNorm(0.8)), sample_weight=True, fits=2,
        optimizer=lambda: mapped(Muon(0.01, name="a"), ".*/first/.*", SGD(0.1, nesterov=True, momentum=0.5, name="b"))),
    "averages and gathered gradients": dict(optimizer=lambda: mapped(
        SGD(0.1, use_ema=True, ema_momentum=0.8, name="a"), ".*/first/.*", Adam(0.03, gradient_accumulation_steps=3, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2, name="b"))),
    "one average, swapped": dict(
        optimizer=lambda: mapped(SGD(0.1, use_ema=True, ema_momentum=0.8, name="a"), ".*/first/.*", Adam(0.03, name="b")),
        fit=dict(validation_split=0.3), callbacks=lambda: [callbacks.SwapEMAWeights()]),
    "a scale of the loss": dict(optimizer=lambda: mapped(
        SGD(0.1, clipvalue=0.2, name="a"), ".*bias", Adam(0.03, loss_scale_factor=3.0, name="b"), loss_scale_factor=1000.0)),
    "within a LossScaleOptimizer": dict(network=dict(kernel_regularizer=keras.regularizers.L2(1.0)), optimizer=lambda: LossScaleOptimizer(
        mapped(SGD(0.1, momentum=0.5, name="a"), ".*bias", Adam(0.03, name="b")), initial_scale=3e38, dynamic_growth_steps=8)),
    "LearningRateScheduler": dict(optimizer=per_layer, callbacks=lambda: [callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5)]),
    "ReduceLROnPlateau": dict(optimizer=per_layer, callbacks=lambda: [
        callbacks.ReduceLROnPlateau(monitor="loss", factor=0.3, patience=1, min_delta=0.5, min_lr=0.003)]),
    "a rate changed after each batch": dict(optimizer=lambda: mapped(SGD(0.1, name="a"), ".*/first/.*", Adam(0.03, name="b")), callbacks=lambda: [Steps()]),
    "a key with no variable": dict(optimizer=lambda: mapped(SGD(0.1, name="a"), "net", Adam(0.03, name="b"))),
}


def plain(value):
    value = np.asarray(value, "float32")
    return [plain(v) for v in value] if value.ndim else float(str(value))


def run(optimizer, network_options={}, fits=1, sample_weight=False, fit={}, callbacks=lambda: []):
    keras.utils.set_random_seed(11)
    model = network(**network_options)
    made = optimizer()
    model.compile(made, "mse")
    first = model.get_weights()
    history = {}
    for _ in range(fits):
        options = dict(epochs=4, batch_size=20, verbose=0, callbacks=callbacks(), **fit)
        if sample_weight:
            options["sample_weight"] = weights
        for key, values in model.fit(x, y, **options).history.items():
            history.setdefault(key, []).extend(values)
    inner = made.inner_optimizer if isinstance(made, LossScaleOptimizer) else made
    return {
        "paths": [variable.path for variable in model.weights],
        "W0": [plain(w) for w in first],
        "history": {key: plain(values) for key, values in history.items()},
        "iterations": int(made.iterations),
        "optimizers": [{"name": one.name, "iterations": int(one.iterations), "learning_rate": plain(one.learning_rate)} for one in inner.optimizers],
        "W": [plain(w) for w in model.get_weights()],
    }


cases = {}
for name, options in programs.items():
    options = dict(options)
    cases[name] = run(options.pop("optimizer"), options.pop("network", {}), **options)
(HERE / "multi_optimizer.json").write_text(json.dumps({
    "about": f"Keras {keras.__version__} on TensorFlow {tf.__version__}, by multi_optimizer.py: set_random_seed(11)",
    "cases": cases,
}, separators=(",", ":")) + "\n")
