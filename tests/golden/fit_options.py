"""Makes fit_options.json: weights of classes and samples, validation, rarer metrics, layers and schedules.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python fit_options.py

Each program begins with set_random_seed(11) and shuffles as fit does by default; the data are those of optimizers.json.
Programs of the same names are in tests/keras/fit-programs.ts.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import initializers, layers, metrics, optimizers, regularizers
from keras.layers import Dense

HERE = pathlib.Path(__file__).parent
data = {k: np.array(v, "float32") for k, v in json.loads((HERE / "optimizers.json").read_text())["data"].items()}
x = data["x"]
binary, regression = data["y_binary"].reshape(64, 1), data["y_regression"].reshape(64, 1)
classes, one_hot = data["y_class"], data["y_onehot"]
weights = np.linspace(0.1, 2, 64).astype("float32")
weighted = dict(sample_weight=weights)
SGD, schedules = optimizers.SGD, optimizers.schedules


def sgd():
    return SGD(0.1)


def small(activation="sigmoid", units=1):
    return lambda: keras.Sequential([keras.Input((5,)), Dense(6, "tanh"), Dense(units, activation)])


def program(network, y, loss, optimizer=sgd, fit={}, evaluate={}, inputs=x, **compile):
    return dict(network=network, y=y, loss=loss, optimizer=optimizer, fit=fit, evaluate=evaluate, inputs=inputs, compile=compile)


def scheduled(schedule):
    return program(small("linear"), regression, "mse", lambda: SGD(schedule()))


def many_layers():
    return keras.Sequential([
        keras.Input((5,)),
        Dense(8, kernel_initializer="he_normal", kernel_regularizer="l2", bias_regularizer=regularizers.L1(0.02)),
        layers.Activation("relu"),
        layers.Dropout(0.3),
        Dense(6, use_bias=False, kernel_initializer="lecun_normal", kernel_regularizer=regularizers.L1L2(0.01, 0.005)),
        layers.LeakyReLU(negative_slope=0.1),
        layers.Dropout(0.5, seed=5),
        Dense(4, kernel_initializer=initializers.RandomNormal()),
        layers.ELU(alpha=0.7),
        layers.ReLU(max_value=2, negative_slope=0.05, threshold=0.1),
        Dense(1, "sigmoid"),
    ])


def frozen():
    model = small()()
    model.layers[0].trainable = False
    return model


programs = {
    "class_weight": program(
        small(), binary, "binary_crossentropy", fit=dict(class_weight={0: 0.5, 1: 3.0}),
        metrics=lambda: ["accuracy"], weighted_metrics=lambda: ["mae"]),
    "class_weight of one-hot rows": program(
        small("softmax", 3), one_hot, "categorical_crossentropy", fit=dict(class_weight={0: 1.0, 1: 2.0, 2: 0.25}),
        metrics=lambda: ["accuracy"]),
    "sample_weight": program(
        small(), binary, "binary_crossentropy", lambda: "adam", weighted, weighted,
        metrics=lambda: ["accuracy"], weighted_metrics=lambda: ["accuracy", "mse"]),
    "validation_split with sample_weight": program(
        small("linear"), regression, "mse", fit=dict(validation_split=0.3, **weighted),
        metrics=lambda: ["mae"], weighted_metrics=lambda: ["mse"]),
    "validation_split with class_weight": program(
        small(), binary, "binary_crossentropy", fit=dict(class_weight={0: 0.5, 1: 3.0}, validation_split=0.25),
        metrics=lambda: ["accuracy"]),
    "validation_data with weights, initial_epoch, validation_freq": program(
        small("linear"), regression, "huber",
        fit=dict(
            initial_epoch=1, epochs=5, validation_freq=2, validation_batch_size=7,
            validation_data=(x[10:40], regression[10:40], weights[10:40])),
        weighted_metrics=lambda: ["mae"]),
    "binary metrics": program(
        small(), binary, "binary_crossentropy", fit=weighted, evaluate=weighted,
        metrics=lambda: [
            "accuracy", metrics.Precision(), metrics.Recall(), metrics.AUC(), metrics.AUC(curve="PR", name="pr"),
            metrics.TruePositives(), metrics.FalseNegatives(), metrics.FalsePositives(thresholds=0.4), metrics.TrueNegatives(),
            "binary_crossentropy", "hinge"],
        weighted_metrics=lambda: [metrics.AUC(name="weighted_auc"), metrics.Precision(name="wp")]),
    "regression metrics": program(
        small("linear"), regression, "mse",
        metrics=lambda: [
            "mae", "mse", metrics.RootMeanSquaredError(), metrics.R2Score(), "cosine_similarity", metrics.LogCoshError(), "msle"]),
    "class metrics": program(
        small("softmax", 3), classes, "sparse_categorical_crossentropy",
        metrics=lambda: ["accuracy", metrics.SparseTopKCategoricalAccuracy(k=2), "sparse_categorical_crossentropy"]),
    "one-hot metrics": program(
        small("softmax", 3), one_hot, "categorical_crossentropy",
        metrics=lambda: [
            "accuracy", metrics.TopKCategoricalAccuracy(k=2), "kl_divergence", "categorical_hinge", "poisson",
            metrics.Precision(), metrics.AUC()]),
    "layers": program(many_layers, binary, "binary_crossentropy", lambda: "adam", metrics=lambda: ["accuracy"]),
    "flatten": program(
        lambda: keras.Sequential([keras.Input((2, 2)), layers.Flatten(), Dense(3, "gelu"), layers.Softmax()]),
        classes, "sparse_categorical_crossentropy", lambda: "nadam", inputs=x[:, :4].reshape(64, 2, 2),
        metrics=lambda: ["accuracy"]),
    "frozen": program(frozen, binary, "bce", lambda: optimizers.AdamW(0.01, clipnorm=0.5)),
    "ema and accumulation": program(
        small("linear"), regression, "mae",
        lambda: optimizers.Adam(0.02, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=5, gradient_accumulation_steps=2)),
    "SGD(ExponentialDecay staircase)": scheduled(lambda: schedules.ExponentialDecay(0.1, 3, 0.7, staircase=True)),
    "SGD(CosineDecay with warm-up)": scheduled(
        lambda: schedules.CosineDecay(0.01, 6, alpha=0.1, warmup_target=0.2, warmup_steps=4)),
    "SGD(CosineDecayRestarts)": scheduled(lambda: schedules.CosineDecayRestarts(0.1, 3, t_mul=1.5, m_mul=0.8, alpha=0.05)),
    "SGD(PolynomialDecay cycle)": scheduled(
        lambda: schedules.PolynomialDecay(0.1, 5, end_learning_rate=0.01, power=0.5, cycle=True)),
    "SGD(InverseTimeDecay staircase)": scheduled(lambda: schedules.InverseTimeDecay(0.1, 3, 0.5, staircase=True)),
}


def plain(value):
    value = np.asarray(value, "float32")
    return [plain(part) for part in value] if value.ndim else float(str(value))


def weights_of(model):
    return [plain(array.ravel()) for array in model.get_weights()]


def run(network, y, loss, optimizer, fit, evaluate, inputs, compile):
    keras.utils.clear_session()
    keras.utils.set_random_seed(11)
    model = network()
    model.compile(optimizer(), loss, **{name: make() for name, make in compile.items()})
    first = weights_of(model)
    fitted = model.fit(inputs, y, **{"epochs": 4, "batch_size": 20, "verbose": 0, **fit})
    return {
        "history": {name: plain(values) for name, values in fitted.history.items()},
        "epoch": fitted.epoch,
        "W0": first,
        "W": weights_of(model),
        "evaluate": {
            name: plain(value)
            for name, value in model.evaluate(inputs, y, batch_size=20, verbose=0, return_dict=True, **evaluate).items()
        },
        "predict": plain(model.predict(inputs[:5], verbose=0).ravel()),
    }


(HERE / "fit_options.json").write_text(json.dumps({
    "about": "set_random_seed(11), net in the test; 64 samples of optimizers.json; sample_weight = linspace(.1, 2, 64)",
    "cases": {name: run(**options) for name, options in programs.items()},
}, separators=(",", ":")))
