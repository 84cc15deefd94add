"""Makes dense_stacks.json: dropout, a frozen layer, rarer losses and metrics, wide layers, rarer optimizer settings.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python dense_stacks.py

Each net begins with set_random_seed(7); shuffle is off. Data are those of optimizers.json. The same nets are in
tests/engine/dense-stack-runs.ts. What fit_options.py has too is not repeated here.
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
from keras import layers, losses, metrics, optimizers
from keras.layers import Dense, Dropout

HERE = pathlib.Path(__file__).parent
data = {k: np.array(v, "float32") for k, v in json.loads((HERE / "optimizers.json").read_text())["data"].items()}
binary, regression, positive = (data[name].reshape(64, 1) for name in ("y_binary", "y_regression", "y_positive"))
classes, one_hot = data["y_class"], data["y_onehot"]
weights = (np.arange(64) % 5 / 2).astype("float32")
SGD = optimizers.SGD


def sgd():
    return SGD(0.1)


def run(stack, loss, y, optimizer=sgd, epochs=3, batch=16, sample_weight=None, **compile_options):
    return dict(
        stack=stack, loss=loss, y=y, optimizer=optimizer, epochs=epochs, batch=batch, sample_weight=sample_weight,
        compile=compile_options)


def of_regression(stack=lambda: [Dense(8, "tanh"), Dense(1)], **options):
    return run(stack, "mse", regression, **options)


def of_classes(loss, y=one_hot, last="softmax", **options):
    return run(lambda: [Dense(8, "tanh"), Dense(3, last)], loss, y, **options)


def of_binary(loss="binary_crossentropy", last="sigmoid", **options):
    return run(lambda: [Dense(8, "tanh"), Dense(1, last)], loss, binary, **options)


runs = {
    "dropout first, odd batch": run(
        lambda: [Dropout(0.25, seed=9), Dense(7, "relu"), Dropout(0.5, seed=1000000000), Dense(3, "softmax")],
        "sparse_categorical_crossentropy", classes, batch=13),
    "frozen bias between": of_regression(
        lambda: [Dense(3, "tanh"), Dense(1, "tanh", trainable=False), Dense(5, "tanh"), Dense(1)],
        optimizer=lambda: optimizers.Adam(0.01)),
    "no bias": of_regression(lambda: [Dense(8, "tanh", use_bias=False), Dense(1, use_bias=False)]),
    "activation layers": of_regression(lambda: [
        Dense(8), layers.Activation("relu"), layers.Activation("tanh"), Dense(6),
        layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2), Dense(6, "gelu"),
        layers.Activation(lambda x: keras.activations.gelu(x, approximate=True)), Dense(1)]),
    "binary focal balanced": of_binary(lambda: losses.BinaryFocalCrossentropy(
        apply_class_balancing=True, alpha=0.3, gamma=1.5, label_smoothing=0.05)),
    "categorical focal gamma 3": of_classes(lambda: losses.CategoricalFocalCrossentropy(gamma=3, alpha=0.4)),
    "generalized crossentropy": of_classes(lambda: losses.CategoricalGeneralizedCrossEntropy(q=0.4), classes),
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
    "lamb decay": of_regression(optimizer=lambda: optimizers.Lamb(0.02, weight_decay=0.05)),
    "ftrl all": of_regression(optimizer=lambda: optimizers.Ftrl(
        0.1, learning_rate_power=-0.6, initial_accumulator_value=0.1, l1_regularization_strength=0.01,
        l2_regularization_strength=0.02, l2_shrinkage_regularization_strength=0.03, beta=0.1)),
    "rmsprop all": of_regression(optimizer=lambda: optimizers.RMSprop(0.01, rho=0.9, momentum=0.4, centered=True)),
    "wide": of_regression(
        lambda: [Dense(67, "relu"), Dense(33, "tanh"), Dense(1)], optimizer=lambda: optimizers.Adam(0.003), batch=48),
}


def plain(value):
    value = np.asarray(value, "float32")
    return [plain(part) for part in value] if value.ndim else float(str(value))


def flat(model):
    return plain(np.concatenate([array.ravel() for array in model.get_weights()]))


def figures(stack, loss, y, optimizer, epochs, batch, sample_weight, compile):
    keras.utils.clear_session()
    keras.utils.set_random_seed(7)
    model = keras.Sequential([keras.Input((5,)), *stack()])
    options = {name: made() if callable(made) else made for name, made in compile.items()}
    model.compile(optimizer(), loss() if callable(loss) else loss, **options)
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
