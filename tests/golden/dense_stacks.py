"""Makes dense_stacks.json: dropout, regularizers, weights, frozen layers, metrics, rarer optimizer settings and schedules.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python dense_stacks.py

Each net begins with set_random_seed(7), "dropout" with the weights `W0` of the file, an input; shuffle is off. Data are those of optimizers.json. The same nets are in
tests/engine/dense-stack-runs.ts.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, losses, metrics, optimizers, regularizers
from keras.layers import Dense, Dropout
from keras.regularizers import L1L2

HERE = pathlib.Path(__file__).parent
data = {k: np.array(v, "float32") for k, v in json.loads((HERE / "optimizers.json").read_text())["data"].items()}
binary, regression, positive = (data[name].reshape(64, 1) for name in ("y_binary", "y_regression", "y_positive"))
classes, one_hot = data["y_class"], data["y_onehot"]
weights = (np.arange(64) % 5 / 2).astype("float32")
SGD, schedules = optimizers.SGD, optimizers.schedules


def sgd():
    return SGD(0.1)


def run(stack, loss, y, optimizer=sgd, epochs=3, batch=16, sample_weight=None, start=None, **compile_options):
    return dict(
        stack=stack, loss=loss, y=y, optimizer=optimizer, epochs=epochs, batch=batch, sample_weight=sample_weight, start=start,
        compile=compile_options)


def of_regression(stack=lambda: [Dense(8, "tanh"), Dense(1)], **options):
    return run(stack, "mse", regression, **options)


def of_classes(loss, y=one_hot, last="softmax", **options):
    return run(lambda: [Dense(8, "tanh"), Dense(3, last)], loss, y, **options)


def of_binary(loss="binary_crossentropy", last="sigmoid", **options):
    return run(lambda: [Dense(8, "tanh"), Dense(1, last)], loss, binary, **options)


def scheduled(schedule):
    return of_regression(optimizer=lambda: SGD(schedule()), epochs=5)


runs = {
    "dropout": run(
        lambda: [Dense(8, "tanh"), Dropout(0.4, seed=123), Dense(1, "sigmoid")], "binary_crossentropy", binary,
        start=json.loads((HERE / "dense_stacks.json").read_text())["cases"]["dropout"]["W0"]),
    "dropout first, odd batch": run(
        lambda: [Dropout(0.25, seed=9), Dense(7, "relu"), Dropout(0.5, seed=1000000000), Dense(3, "softmax")],
        "sparse_categorical_crossentropy", classes, batch=13),
    "regularizers": run(
        lambda: [
            Dense(8, "tanh", kernel_regularizer=regularizers.L1(0.01), bias_regularizer=regularizers.L2(0.02)),
            Dense(1, "sigmoid", kernel_regularizer=L1L2(0.003, 0.004)),
        ],
        "binary_crossentropy", binary),
    "sample weights": of_binary(sample_weight=weights, metrics=["accuracy"], weighted_metrics=["accuracy"]),
    "frozen layers": of_regression(
        lambda: [Dense(3, "tanh", trainable=False), Dense(7, "tanh"), Dense(5, "relu", trainable=False), Dense(1)],
        optimizer=lambda: optimizers.Adam(0.01)),
    "frozen bias between": of_regression(
        lambda: [Dense(3, "tanh"), Dense(1, "tanh", trainable=False), Dense(5, "tanh"), Dense(1)],
        optimizer=lambda: optimizers.Adam(0.01)),
    "no bias": of_regression(lambda: [Dense(8, "tanh", use_bias=False), Dense(1, use_bias=False)]),
    "activation layers": of_regression(lambda: [
        Dense(8), layers.Activation("relu"), layers.Activation("tanh"), Dense(6),
        layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2), Dense(6, "gelu"),
        layers.Activation(lambda x: keras.activations.gelu(x, approximate=True)), Dense(1)]),
    "gradient accumulation": of_regression(optimizer=lambda: SGD(0.1, gradient_accumulation_steps=3), epochs=5),
    "ema overwrite": of_regression(
        optimizer=lambda: SGD(0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=3), epochs=5),
    "binary focal balanced": of_binary(lambda: losses.BinaryFocalCrossentropy(
        apply_class_balancing=True, alpha=0.3, gamma=1.5, label_smoothing=0.05)),
    "categorical focal gamma 3": of_classes(lambda: losses.CategoricalFocalCrossentropy(gamma=3, alpha=0.4)),
    "generalized crossentropy": of_classes(lambda: losses.CategoricalGeneralizedCrossEntropy(q=0.4), classes),
    "tversky alpha": of_classes(lambda: losses.Tversky(alpha=0.3, beta=0.8), batch=13),
    "relu binary crossentropy": of_binary(last="hard_sigmoid"),
    "relu categorical": of_classes("categorical_crossentropy", last="exponential"),
    "relu sparse": of_classes("sparse_categorical_crossentropy", classes, "exponential", optimizer=lambda: SGD(0.01)),
    "metrics regression": run(
        lambda: [Dense(8, "tanh"), Dense(1, "softplus")], "mse", positive,
        metrics=lambda: [
            "mse", "mae", "mape", "msle", metrics.LogCoshError(name="log_cosh"), "poisson", "kl_divergence", "hinge",
            "squared_hinge", "cosine_similarity"]),
    "metrics classes": of_classes(
        "categorical_crossentropy", sample_weight=weights,
        metrics=lambda: [
            "categorical_accuracy", "categorical_crossentropy", "categorical_hinge",
            metrics.TopKCategoricalAccuracy(k=2, name="top_k"), "binary_accuracy", "binary_crossentropy"],
        weighted_metrics=["mae"]),
    "metrics sparse": of_classes(
        "sparse_categorical_crossentropy", classes,
        metrics=lambda: [
            "sparse_categorical_accuracy", "sparse_categorical_crossentropy",
            metrics.SparseTopKCategoricalAccuracy(k=2, name="sparse_top_k")]),
    "lamb decay": of_regression(optimizer=lambda: optimizers.Lamb(0.02, weight_decay=0.05)),
    "ftrl all": of_regression(optimizer=lambda: optimizers.Ftrl(
        0.1, learning_rate_power=-0.6, initial_accumulator_value=0.1, l1_regularization_strength=0.01,
        l2_regularization_strength=0.02, l2_shrinkage_regularization_strength=0.03, beta=0.1)),
    "rmsprop all": of_regression(optimizer=lambda: optimizers.RMSprop(0.01, rho=0.9, momentum=0.4, centered=True)),
    "cosine restarts": scheduled(lambda: schedules.CosineDecayRestarts(0.1, 5, t_mul=1.5, m_mul=0.8, alpha=0.05)),
    "cosine warmup": scheduled(lambda: schedules.CosineDecay(0.01, 12, alpha=0.1, warmup_target=0.2, warmup_steps=5)),
    "polynomial cycle": scheduled(lambda: schedules.PolynomialDecay(0.2, 6, end_learning_rate=0.01, power=0.5, cycle=True)),
    "wide": of_regression(
        lambda: [Dense(67, "relu"), Dense(33, "tanh"), Dense(1)], optimizer=lambda: optimizers.Adam(0.003), batch=48),
}


def plain(value):
    value = np.asarray(value, "float32")
    return [plain(part) for part in value] if value.ndim else float(str(value))


def flat(model):
    return plain(np.concatenate([array.ravel() for array in model.get_weights()]))


def set_flat(model, numbers):
    arrays = model.get_weights()
    parts = np.split(np.array(numbers, "float32"), np.cumsum([array.size for array in arrays])[:-1])
    model.set_weights([part.reshape(array.shape) for part, array in zip(parts, arrays)])


def figures(stack, loss, y, optimizer, epochs, batch, sample_weight, start, compile):
    keras.utils.clear_session()
    keras.utils.set_random_seed(7)
    model = keras.Sequential([keras.Input((5,)), *stack()])
    options = {name: made() if callable(made) else made for name, made in compile.items()}
    model.compile(optimizer(), loss() if callable(loss) else loss, **options)
    if start is not None:
        set_flat(model, start)
    first = flat(model)
    history = model.fit(
        data["x"], y, sample_weight=sample_weight, epochs=epochs, batch_size=batch, shuffle=False, verbose=0).history
    last = flat(model)
    evaluated = model.evaluate(data["x"], y, sample_weight=sample_weight, batch_size=batch, verbose=0, return_dict=True)
    return {
        "W0": first,
        "W": last,
        "history": {name: plain(values) for name, values in history.items()},
        "evaluate": {name: plain(value) for name, value in evaluated.items()},
        "predict": plain(model.predict(data["x"], verbose=0).ravel()),
    }


(HERE / "dense_stacks.json").write_text(json.dumps({
    "about": f"Keras {keras.__version__} on TensorFlow {tf.__version__}, seed 7, shuffle off; sample weights (i % 5) / 2",
    "cases": {name: figures(**options) for name, options in runs.items()},
}))
