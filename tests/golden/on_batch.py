"""Makes on_batch.json: what Keras on TensorFlow returns from call after call of train_on_batch and its like.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python on_batch.py [first and last number of the programs to draw instead, and the file for them]

The programs are drawn from a seed: a network, a loss, an optimizer, metrics, and eight calls in a row. Data are those of
optimizers.json; each program begins with set_random_seed(11). Those that are kept found a difference once, or stand for
the others.
"""

import json
import os
import pathlib
import random
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf

from keras import layers

HERE = pathlib.Path(__file__).parent
KEPT = [0, 1, 3, 12, 29, 37, 56, 62, 66, 89, 95, 101, 103, 110, 126]
data = {k: np.array(v, "float32") for k, v in json.loads((HERE / "optimizers.json").read_text())["data"].items()}
x = data["x"]
targets = {
    "binary": data["y_binary"].reshape(64, 1),
    "regression": data["y_regression"].reshape(64, 1),
    "one_hot": data["y_onehot"],
    "classes": data["y_class"],
}
weights = np.linspace(0.1, 2, 64).astype("float32")

LOSSES = {
    "binary": ["BinaryCrossentropy", "BinaryFocalCrossentropy", "Hinge", "Dice", "MeanSquaredError"],
    "regression": ["MeanSquaredError", "Huber", "LogCosh", "MeanAbsoluteError", "Poisson"],
    "one_hot": ["CategoricalCrossentropy", "CategoricalHinge", "KLDivergence", "CosineSimilarity", "Tversky"],
    "classes": ["SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy"],
}
METRICS = {
    "binary": ["accuracy", "Precision", "AUC", "BinaryIoU", "mae", "F1Score", "Recall", "bce"],
    "regression": ["mse", "RootMeanSquaredError", "R2Score", "mae", "CosineSimilarity"],
    "one_hot": ["accuracy", "AUC", "TopKCategoricalAccuracy", "Precision", "mse", "F1Score"],
    "classes": ["accuracy", "SparseTopKCategoricalAccuracy", "SparseCategoricalCrossentropy"],
}
OUTPUTS = {"binary": (1, "sigmoid"), "regression": (1, "softplus"), "one_hot": (3, "softmax"), "classes": (3, "softmax")}
OPTIMIZERS = ["SGD", "Adam", "RMSprop", "Adagrad", "Adadelta", "AdamW", "Adamax", "Nadam", "Ftrl", "Lion", "Lamb", "Adafactor", "Muon"]


def draw(number):
    r = random.Random(number)
    task = r.choice(list(LOSSES))
    options = {"learning_rate": r.choice([0.01, 0.05, {"initial_learning_rate": 0.05, "decay_steps": 3, "decay_rate": 0.8}])}
    if r.random() < 0.25:
        options |= r.choice([{"clipnorm": 0.2}, {"clipvalue": 0.05}, {"global_clipnorm": 0.3}])
    if r.random() < 0.25:
        options |= {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": r.choice([None, 2])}
    if r.random() < 0.25:
        options["gradient_accumulation_steps"] = r.choice([2, 3])
    if r.random() < 0.15:
        options["loss_scale_factor"] = 512.0
    calls = []
    for _ in range(8):
        kind = r.choice(["train", "train", "train", "test", "predict", "evaluate", "fit", "reset"])
        start = r.randrange(40)
        call = {"call": kind, "rows": [start, start + r.randrange(1, 24)]}
        if kind in ("train", "test", "evaluate", "fit") and r.random() < 0.35:
            call["weighted"] = True
        elif kind in ("train", "fit") and r.random() < 0.3:
            call["class_weight"] = {"0": 0.5, "1": 2.0, "2": 1.0} if task != "regression" else None
        if kind in ("train", "test", "evaluate") and r.random() < 0.4:
            call["return_dict"] = True
        if kind in ("evaluate", "fit"):
            call["batch_size"] = r.choice([4, 7, 32])
        calls.append({k: v for k, v in call.items() if v is not None})
    metrics, weighted = r.sample(METRICS[task], r.randrange(0, 4)), r.sample(METRICS[task], r.randrange(0, 3))
    if set(metrics) & set(weighted):  # Keras' list says a figure twice whose name is there twice.
        for call in calls:
            if call["call"] in ("train", "test", "evaluate"):
                call["return_dict"] = True
    program = {
        "number": number,
        "task": task,
        "hidden": r.choice(["tanh", "relu", "gelu"]),
        "l2": r.choice([0, 0, 0.01]),
        "loss": r.choice(LOSSES[task]),
        "reduction": r.choice(["sum_over_batch_size"] * 4 + ["sum", "mean_with_sample_weight"]),
        "optimizer": r.choice(OPTIMIZERS),
        "options": options,
        "metrics": metrics,
        "weighted_metrics": weighted,
        "calls": calls,
    }
    if number >= 90:
        program["dropout"] = r.choice([0, 0.3])
        program["zero_weights"] = r.random() < 0.4
        program["loss_scale"] = r.random() < 0.3
        if program["loss_scale"]:
            program["options"].pop("loss_scale_factor", None)
    return program


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    value = np.asarray(value)
    return [plain(v) for v in value] if value.ndim else float(str(np.float32(value)))


def run(p):
    keras.backend.clear_session()
    keras.utils.set_random_seed(11)
    units, activation = OUTPUTS[p["task"]]
    penalty = keras.regularizers.L2(p["l2"]) if p["l2"] else None
    dropout = [layers.Dropout(p["dropout"])] if p.get("dropout") else []
    model = keras.Sequential([
        keras.Input((5,)), layers.Dense(4, activation=p["hidden"], kernel_regularizer=penalty), *dropout,
        layers.Dense(units, activation=activation)])
    options = dict(p["options"])
    if isinstance(options["learning_rate"], dict):
        options["learning_rate"] = keras.optimizers.schedules.ExponentialDecay(**options["learning_rate"])
    optimizer = getattr(keras.optimizers, p["optimizer"])(**options)
    if p.get("loss_scale"):
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer, dynamic_growth_steps=3)
    model.compile(
        optimizer, getattr(keras.losses, p["loss"])(reduction=p["reduction"]),
        metrics=p["metrics"], weighted_metrics=p["weighted_metrics"])
    y = targets[p["task"]]
    results = []
    for call in p["calls"]:
        part = slice(*call["rows"])
        weight = {"sample_weight": (weights * (weights > 1) if p.get("zero_weights") else weights)[part]} if "weighted" in call else {}
        more = {k: call[k] for k in ("return_dict", "batch_size") if k in call}
        if "class_weight" in call:
            weight["class_weight"] = {int(k): v for k, v in call["class_weight"].items()}
        match call["call"]:
            case "train":
                result = model.train_on_batch(x[part], y[part], **weight, **more)
            case "test":
                result = model.test_on_batch(x[part], y[part], **weight, **more)
            case "predict":
                result = model.predict_on_batch(x[part]).ravel()
            case "evaluate":
                result = model.evaluate(x[part], y[part], verbose=0, **weight, **more)
            case "fit":
                result = model.fit(x[part], y[part], verbose=0, epochs=2, **weight, **more).history
            case "reset":
                result = model.reset_metrics() or 0
        results.append(plain(result))
    return {
        "results": results,
        "metrics_names": model.metrics_names,
        "iterations": int(model.optimizer.iterations),
        "W": [plain(w.ravel()) for w in model.get_weights()],
    }


drawn = len(sys.argv) > 1
kept = range(int(sys.argv[1]), int(sys.argv[2]) + 1) if drawn else KEPT
cases = []
for number in kept:
    p = draw(number)
    try:
        cases.append({**p, "expected": run(p)})
    except Exception as error:
        cases.append({**p, "error": f"{type(error).__name__}: {str(error)[:300]}"})
(pathlib.Path(sys.argv[3]) if drawn else HERE / "on_batch.json").write_text(json.dumps({
    "about": f"Keras {keras.__version__} on TensorFlow {tf.__version__}, by on_batch.py: set_random_seed(11)",
    "cases": cases,
}, separators=(",", ":")) + "\n")
