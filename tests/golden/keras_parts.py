"""Makes keras_parts.json: what Keras on TensorFlow comes to with parts that a dense stack can use.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python keras_parts.py

Each program begins with set_random_seed(11); the data are those of optimizers.json. Programs of the same names are in
tests/keras/part-programs.ts.
"""

import json
import os
import pathlib
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf

from keras import constraints, layers, losses, metrics, optimizers, regularizers

HERE = pathlib.Path(__file__).parent
data = {k: np.array(v, "float32") for k, v in json.loads((HERE / "optimizers.json").read_text())["data"].items()}
x = data["x"]
binary = data["y_binary"].reshape(64, 1)
regression = data["y_regression"].reshape(64, 1)
classes = data["y_class"]
one_hot = data["y_onehot"]
several = np.stack([data["y_regression"], data["y_positive"], x[:, 0]], axis=1)
weights = np.linspace(0.1, 2, 64).astype("float32")
weighted = dict(sample_weight=weights)


def small(activation="sigmoid", units=1, **options):
    return lambda: keras.Sequential(
        [keras.Input((5,)), layers.Dense(6, activation="tanh", **options), layers.Dense(units, activation=activation)]
    )


def program(network, y, loss, optimizer=lambda: optimizers.SGD(0.1), evaluate=None, **options):
    fit = {k: options.pop(k) for k in list(options) if k not in ("metrics", "weighted_metrics")}
    return dict(network=network, y=y, loss=loss, optimizer=optimizer, fit=fit, evaluate=evaluate or {}, compile=options)


def reduced(reduction, **options):
    return program(small(), binary, lambda: losses.BinaryCrossentropy(reduction=reduction), sample_weight=weights,
                   optimizer=lambda: optimizers.SGD(0.01), metrics=lambda: ["mae"], evaluate=dict(sample_weight=weights), **options)


def constrained(optimizer=lambda: optimizers.SGD(0.1), **options):
    return program(small("linear", **options), regression, lambda: "mse", optimizer)


def at_edge(activation, bias):
    # All that comes in is the bias, until the first update.
    return program(
        lambda: keras.Sequential([
            keras.Input((5,)), layers.Dense(6, kernel_initializer="zeros", bias_initializer=keras.initializers.Constant(bias)),
            activation(), layers.Dense(1),
        ]),
        regression, lambda: "mse", epochs=1, batch_size=64)


def at_thresholds(**names):
    return [
        metrics.SensitivityAtSpecificity(0.5, name="a", **names),
        metrics.SpecificityAtSensitivity(0.6, name="b", **names),
        metrics.PrecisionAtRecall(0.7, name="c", **names),
        metrics.RecallAtPrecision(0.4, name="d", **names),
    ]


programs = {
    "binary figures": program(
        small(), binary, lambda: "binary_crossentropy", sample_weight=weights, evaluate=dict(sample_weight=weights),
        metrics=lambda: [
            metrics.F1Score(threshold=0.5),
            metrics.FBetaScore(beta=2.0, threshold=0.4, average="micro"),
            "f1_score_default",
            metrics.BinaryIoU(),
            metrics.BinaryIoU(target_class_ids=[1], threshold=0.4, name="iou_1"),
            metrics.MeanIoU(num_classes=2),
            *at_thresholds(),
            metrics.PrecisionAtRecall(0.3, num_thresholds=10, name="e"),
            metrics.AUC(thresholds=[0.3, 0.45, 0.5, 0.7], name="f"),
            metrics.AUC(summation_method="minoring", name="g"),
            metrics.AUC(summation_method="majoring", curve="PR", name="h"),
            metrics.AUC(curve="PRGAIN", name="i"),
            metrics.AUC(from_logits=True, name="j"),
            metrics.Precision(thresholds=0.4),
            "MeanSquaredError",
        ],
        weighted_metrics=lambda: [
            metrics.F1Score(threshold=0.5, name="wf"),
            metrics.BinaryIoU(name="wi"),
            metrics.BinaryIoU(name="wj", dtype="float32"),
            metrics.SensitivityAtSpecificity(0.5, name="ws"),
        ]),
    "one-hot figures": program(
        small("softmax", 3), one_hot, lambda: "categorical_crossentropy", sample_weight=weights,
        metrics=lambda: [
            metrics.F1Score(),
            metrics.F1Score(average="macro", name="macro"),
            metrics.F1Score(average="weighted", name="weighted"),
            metrics.FBetaScore(average="micro", beta=0.5, name="micro"),
            metrics.OneHotIoU(num_classes=3, target_class_ids=[0, 2]),
            metrics.OneHotMeanIoU(num_classes=3),
            metrics.Precision(top_k=2),
            metrics.Recall(class_id=1),
            metrics.Recall(top_k=1, class_id=2, thresholds=0.3, name="r2"),
            *at_thresholds(class_id=1),
            metrics.AUC(multi_label=True),
            metrics.AUC(multi_label=True, label_weights=[1.0, 2.0, 0.5], curve="PR", name="pr"),
            metrics.AUC(label_weights=[1.0, 2.0, 0.5], name="lw"),
            metrics.PearsonCorrelation(),
            metrics.ConcordanceCorrelation(),
        ],
        weighted_metrics=lambda: [metrics.PearsonCorrelation(name="wp"), metrics.AUC(multi_label=True, name="wa")]),
    "class figures": program(
        small("softmax", 3), classes, lambda: "sparse_categorical_crossentropy",
        metrics=lambda: [
            metrics.MeanIoU(num_classes=3, sparse_y_pred=False),
            metrics.IoU(num_classes=3, target_class_ids=[0, 2], sparse_y_pred=False, name="iou"),
            metrics.MeanIoU(num_classes=3, sparse_y_pred=False, ignore_class=1, name="ignoring"),
        ]),
    "several outputs": program(
        small("linear", 3), several, lambda: "mse",
        metrics=lambda: [
            metrics.R2Score(class_aggregation=None),
            metrics.R2Score(class_aggregation="variance_weighted_average", name="variance"),
            metrics.ConcordanceCorrelation(),
            metrics.PearsonCorrelation(),
        ]),
    "reduction sum": reduced("sum"),
    "reduction mean": reduced("mean"),
    "reduction mean_with_sample_weight": reduced("mean_with_sample_weight"),
    "reduction none": reduced(None),
    "reduction sum with weighted metrics": reduced("sum", weighted_metrics=lambda: ["mse"]),
    "reduction sum with penalties and validation": program(
        small("linear", kernel_regularizer="l2"), regression, lambda: losses.Huber(reduction="sum"),
        optimizer=lambda: optimizers.Adam(0.01), validation_split=0.3, batch_size=16),
    "reduction of dice": program(small("softmax", 3), one_hot, lambda: losses.Dice(reduction="sum")),
    "dice with sample_weight": program(small("softmax", 3), one_hot, lambda: "dice", sample_weight=weights),
    **{name: program(
        small("softmax", 3), one_hot, loss, weighted_metrics=metric and (lambda metric=metric: [metric]),
        evaluate={k: v for k, v in options.items() if k == "sample_weight"}, **options)
       for name, metric, loss, options in [
        ("dice with class_weight", "mse", lambda: "dice", dict(class_weight={0: 0.5, 1: 1.0, 2: 3.0})),
        ("tversky with sample_weight", "mse", lambda: losses.Tversky(alpha=0.3, beta=0.8), weighted),
        ("dice summed with sample_weight", None, lambda: losses.Dice(reduction="sum"), weighted),
        ("dice by weight", None, lambda: losses.Dice(reduction="mean_with_sample_weight"), weighted),
        ("dice without a reduction", None, lambda: losses.Dice(reduction=None), weighted),
        ("dice of samples", "mse", lambda: losses.Dice(axis=-1), weighted),
        ("tversky of samples summed", None, lambda: losses.Tversky(alpha=0.3, axis=(1,), reduction="sum"), weighted),
        ("dice of outputs", None, lambda: losses.Dice(axis=0), {}),
        ("dice of outputs summed", None, lambda: losses.Dice(axis=(0,), reduction="sum"), {}),
        ("tversky of outputs by weight", None, lambda: losses.Tversky(axis=-2, reduction="mean_with_sample_weight"), {}),
    ]},
    "dice of one output": program(
        small(), binary, lambda: losses.Dice(axis=0, reduction="sum"), optimizer=lambda: optimizers.SGD(0.02), evaluate=weighted, **weighted),
    "steps_per_epoch": program(
        small(), binary, lambda: "binary_crossentropy", metrics=lambda: ["accuracy", metrics.F1Score(threshold=0.5)],
        steps_per_epoch=3, epochs=5, validation_data=(x[:30], binary[:30]), validation_batch_size=10, validation_steps=2),
    "steps_per_epoch of all batches": program(small(), binary, lambda: "bce", steps_per_epoch=4),
    "steps_per_epoch beyond the data": program(small(), binary, lambda: "bce", steps_per_epoch=9),
    "max_norm": constrained(kernel_constraint=constraints.MaxNorm(0.8), bias_constraint=constraints.MaxNorm(0.01)),
    "max_norm of rows": constrained(kernel_constraint=constraints.MaxNorm(0.7, axis=1)),
    "max_norm of all": constrained(kernel_constraint=constraints.MaxNorm(1.5, axis=[0, 1])),
    "unit_norm": constrained(kernel_constraint="unit_norm", optimizer=lambda: optimizers.Adam(0.02)),
    "non_neg": constrained(kernel_constraint="non_neg", bias_constraint="non_neg"),
    "min_max_norm": constrained(kernel_constraint=constraints.MinMaxNorm(0.9, 1.1, rate=0.3)),
    "max_norm with ema": constrained(
        kernel_constraint="max_norm", bias_constraint=constraints.UnitNorm(),
        optimizer=lambda: optimizers.SGD(0.1, use_ema=True, ema_momentum=0.7, ema_overwrite_frequency=3)),
    "max_norm of a classifier": program(
        small("softmax", 3, kernel_constraint=constraints.MaxNorm(0.5)), one_hot, lambda: "categorical_crossentropy",
        metrics=lambda: ["accuracy", metrics.F1Score(average="macro")], shuffle=False),
    "activity_regularizer": program(
        lambda: keras.Sequential([
            keras.Input((5,)),
            layers.Dense(6, activation="tanh", activity_regularizer="l2", kernel_regularizer="l1"),
            layers.Dense(4, activity_regularizer=regularizers.L1L2(0.02, 0.03), activation="relu"),
            layers.Dense(1, activation="sigmoid", activity_regularizer=regularizers.L1(0.1)),
        ]),
        binary, lambda: "binary_crossentropy", metrics=lambda: ["accuracy"], validation_split=0.25),
    "ActivityRegularization": program(
        lambda: keras.Sequential([
            keras.Input((5,)), layers.Dense(6, activation="tanh"), layers.ActivityRegularization(l1=0.05, l2=0.02),
            layers.Dense(1),
        ]),
        regression, lambda: "mse"),
    "OrthogonalRegularizer": program(
        small("linear", kernel_regularizer=regularizers.OrthogonalRegularizer(0.5)), regression, lambda: "mse"),
    "OrthogonalRegularizer of columns": program(
        small("linear", kernel_regularizer=regularizers.OrthogonalRegularizer(0.5, mode="columns")), regression, lambda: "mse"),
    "circle": program(
        lambda: keras.Sequential([
            keras.Input((5,)), layers.Dense(6, activation="tanh"), layers.Dense(4), layers.UnitNormalization(),
        ]),
        classes, lambda: losses.Circle(gamma=8.0, margin=0.3), optimizer=lambda: optimizers.SGD(0.02)),
    "the default optimizer": program(small("linear"), regression, lambda: "mse", optimizer=lambda: "rmsprop"),
    "ReduceLROnPlateau": program(
        small("linear"), regression, lambda: "mse", optimizer=lambda: optimizers.SGD(0.3), epochs=12, validation_split=0.2,
        callbacks=lambda: [keras.callbacks.ReduceLROnPlateau(patience=2, factor=0.5, min_lr=0.02, cooldown=1, min_delta=0.005)]),
    "scaled variances of biases": constrained(
        bias_initializer="he_normal", kernel_initializer=keras.initializers.VarianceScaling(2.0, "fan_out", "uniform", seed=3)),
    "penalties on frozen weights": program(
        lambda: keras.Sequential([
            keras.Input((5,)),
            layers.Dense(6, activation="tanh", kernel_regularizer="l2", bias_regularizer="l1", trainable=False),
            layers.Dense(1, kernel_regularizer="l1"),
        ]),
        regression, lambda: "mse"),
    "a frozen layer between": program(
        lambda: keras.Sequential([
            keras.Input((5,)), layers.Dense(6, activation="tanh"), layers.Dense(3, activation="tanh", trainable=False),
            layers.Dense(4, activation="tanh"), layers.Dense(1),
        ]),
        regression, lambda: "mse", optimizer=lambda: optimizers.Adam(0.01)),
    "steps_per_epoch without batch_size": program(
        small(), binary, lambda: "bce", steps_per_epoch=3, batch_size=None, validation_data=(x[:30], binary[:30]),
        validation_steps=2),
    "figures of one name": program(
        small(), binary, lambda: "bce", sample_weight=weights, evaluate=dict(sample_weight=weights),
        metrics=lambda: ["mse", metrics.MeanSquaredError(name="mse"), metrics.Precision(name="mse")],
        weighted_metrics=lambda: ["mse", "mse"]),
    "gathered gradients": program(
        small("linear"), regression, lambda: "mse",
        optimizer=lambda: optimizers.Adam(optimizers.schedules.ExponentialDecay(0.05, 3, 0.7), gradient_accumulation_steps=3)),
    "loss_scale_factor": program(
        small("linear", kernel_regularizer="l2"), regression, lambda: "mse",
        lambda: optimizers.Adam(0.01, loss_scale_factor=1000.0, clipnorm=0.3)),
    "LossScaleOptimizer": program(
        small("linear", bias_regularizer="l1"), regression, lambda: "mse",
        lambda: optimizers.LossScaleOptimizer(optimizers.Adam(0.01, weight_decay=0.01), dynamic_growth_steps=3)),
    "LossScaleOptimizer with skipped steps": program(
        small("softmax", 3, kernel_constraint=constraints.MinMaxNorm(0.9, 1.1, rate=0.3)), one_hot,
        lambda: losses.CategoricalCrossentropy(reduction="sum"), epochs=6,
        optimizer=lambda: optimizers.LossScaleOptimizer(
            optimizers.SGD(optimizers.schedules.ExponentialDecay(0.01, 3, 0.7), momentum=0.5), initial_scale=2.0**127,
            dynamic_growth_steps=2)),
    "LossScaleOptimizer of gathered gradients": program(
        small(), binary, lambda: losses.BinaryCrossentropy(reduction="sum"), lambda: optimizers.LossScaleOptimizer(
            optimizers.Adam(0.02, gradient_accumulation_steps=2, use_ema=True, ema_momentum=0.8), initial_scale=2.0**128 / 3,
            dynamic_growth_steps=1)),
    **{f"SwapEMAWeights{name}": program(
        lambda frozen=frozen: keras.Sequential([
            keras.Input((5,)), layers.Dense(6, activation="tanh", trainable=not frozen), layers.Dense(1)]),
        regression, lambda: "mse", optimizer, validation_split=0.3, callbacks=lambda on_epoch=on_epoch: [
            keras.callbacks.SwapEMAWeights(swap_on_epoch=on_epoch)])
       for name, frozen, on_epoch, optimizer in [
        ("", False, False, lambda: optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9)),
        (" beside frozen weights", True, False, lambda: optimizers.Adam(
            0.05, use_ema=True, ema_momentum=0.7, ema_overwrite_frequency=5)),
        (" on epochs", False, True, lambda: optimizers.LossScaleOptimizer(optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9))),
    ]},
    **{f"{name} at its edge": at_edge(activation, bias) for name, activation, bias in [
        ("selu", lambda: layers.Activation("selu"), 0.0),
        ("celu", lambda: layers.Activation("celu"), 0.0),
        ("relu with a slope", lambda: layers.ReLU(negative_slope=0.25), 0.0),
        ("relu with a slope and a largest value", lambda: layers.ReLU(max_value=2.0, negative_slope=0.25), 0.0),
        ("relu with a slope and a threshold", lambda: layers.ReLU(negative_slope=0.25, threshold=0.5), 0.5),
        ("relu with the largest value 6", lambda: layers.ReLU(max_value=6.0), 6.0),
    ]},
}


def default_f1(metric):
    # The name alone: no threshold, an array of one number.
    return "f1_score" if metric == "f1_score_default" else metric


def plain(value):
    value = np.asarray(value)
    if value.dtype.kind != "f":
        return value.tolist()
    # The shortest decimal that reads back to the same float32.
    return [plain(v) for v in value] if value.ndim else float(str(np.float32(value)))


def run(name, p):
    keras.backend.clear_session()  # Names of metrics count from the start.
    keras.utils.set_random_seed(11)
    model = p["network"]()
    options = {k: [default_f1(m) for m in make()] for k, make in p["compile"].items() if make}
    if name == "binary figures":  # The same name twice is no good in Keras either.
        options["metrics"][2] = metrics.F1Score(name="default")
    model.compile(optimizer=p["optimizer"](), loss=p["loss"](), **options)
    first = model.get_weights()
    fit = {"epochs": 4, "batch_size": 20, **p["fit"]}
    if "callbacks" in fit:
        fit["callbacks"] = fit["callbacks"]()
    history = model.fit(x, p["y"], verbose=0, **fit)
    return {
        "W0": [plain(w.ravel()) for w in first],
        "history": {k: [plain(v) for v in values] for k, values in history.history.items()},
        "epoch": history.epoch,
        "iterations": int(model.optimizer.iterations),
        **({"dynamic_scale": plain(model.optimizer.dynamic_scale)} if hasattr(model.optimizer, "dynamic_scale") else {}),
        "W": [plain(w.ravel()) for w in model.get_weights()],
        "evaluate": {k: plain(v) for k, v in model.evaluate(
            x, p["y"], verbose=0, batch_size=20, return_dict=True, **p["evaluate"]).items()},
        "predict": plain(model.predict(x[:5], verbose=0).ravel()),
    }


def csv_log():
    keras.utils.set_random_seed(11)
    model = small("linear")()
    model.compile("sgd", "mse", metrics=["mae"])
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "log.csv"
        model.fit(x, regression, epochs=2, verbose=0, shuffle=False, callbacks=[keras.callbacks.CSVLogger(file)])
        model.fit(x, regression, epochs=1, verbose=0, shuffle=False, callbacks=[keras.callbacks.CSVLogger(file, append=True)])
        return file.read_bytes().decode()


def message(make):
    try:
        make()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError("nothing was raised")


errors = {
    "F1Score average": lambda: metrics.F1Score(average="mean"),
    "FBetaScore beta": lambda: metrics.FBetaScore(beta=-1.0),
    "F1Score threshold": lambda: metrics.F1Score(threshold=2.0),
    "IoU target": lambda: metrics.IoU(2, [2]),
    "AUC curve": lambda: metrics.AUC(curve="X"),
    "AUC summation": lambda: metrics.AUC(summation_method="X"),
    "PrecisionAtRecall recall": lambda: metrics.PrecisionAtRecall(2),
    "PrecisionAtRecall thresholds": lambda: metrics.PrecisionAtRecall(0.5, num_thresholds=0),
    "R2Score aggregation": lambda: metrics.R2Score(class_aggregation="x"),
    "Precision thresholds": lambda: metrics.Precision(thresholds=2),
    "unknown constraint": lambda: layers.Dense(1, kernel_constraint="max"),
    "unknown regularizer": lambda: layers.Dense(1, activity_regularizer="l3"),
    "OrthogonalRegularizer mode": lambda: regularizers.OrthogonalRegularizer(mode="x"),
    "ReduceLROnPlateau factor": lambda: keras.callbacks.ReduceLROnPlateau(factor=1.0),
    "clip": lambda: optimizers.Adam(clipnorm=1, clipvalue=1),
    "momentum": lambda: optimizers.SGD(momentum=2),
    "accumulation": lambda: optimizers.SGD(gradient_accumulation_steps=1),
    "EMA": lambda: optimizers.SGD(use_ema=True, ema_momentum=2),
    "decay steps": lambda: optimizers.schedules.CosineDecay(0.1, 0),
    "scale": lambda: keras.initializers.VarianceScaling(scale=-1),
    "ReLU": lambda: layers.ReLU(max_value=-1),
    "LeakyReLU": lambda: layers.LeakyReLU(-1),
    "Dropout": lambda: layers.Dropout(1.5),
    "generalized q": lambda: losses.CategoricalGeneralizedCrossEntropy(q=2),
    "Ftrl power": lambda: optimizers.Ftrl(learning_rate_power=1),
    "Ftrl strength": lambda: optimizers.Ftrl(l1_regularization_strength=-1),
    "Lion beta": lambda: optimizers.Lion(beta_1=0),
}

(HERE / "keras_parts.json").write_text(json.dumps({
    "about": f"Keras {keras.__version__} on TensorFlow {tf.__version__}, by keras_parts.py: set_random_seed(11)",
    "cases": {name: run(name, p) for name, p in programs.items()},
    "errors": {name: message(make) for name, make in errors.items()},
    "csv": csv_log(),
}, separators=(",", ":")) + "\n")
