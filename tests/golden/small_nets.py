"""Makes ex4.json, optimizers.json, losses.json and activations.json: small nets trained by Keras from given weights.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    python small_nets.py [FILE ...]

The small nets' `data` are inputs: they are read from optimizers.json and kept. `x` is RandomState(7).randn(64, 5).

With `KERAS_BACKEND=jax` (jax==0.10.2) or `torch`, nothing is written: cross_backend.py compares those back ends.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import activations, losses, optimizers

HERE = pathlib.Path(__file__).parent
if keras.backend.backend() == "tensorflow":
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()


def plain(value):
    """The shortest decimals that read back to the same float32; NaN is None, infinity a word."""
    value = np.asarray(value, "float32")
    if value.ndim:
        return [plain(part) for part in value]
    if np.isnan(value):
        return None
    return float(str(value)) if np.isfinite(value) else str(value)


def small_data():
    """64 samples of 5 features, and targets of several kinds."""
    data = json.loads((HERE / "optimizers.json").read_text())["data"]
    return {name: np.array(values, "int64" if name == "y_class" else "float32") for name, values in data.items()}


def breast_cancer(scaled):
    rows = np.loadtxt(HERE / "../../datasets/breast_cancer.csv", delimiter=",", skiprows=1)
    x, y = rows[:, :30], rows[:, 30]
    if scaled:
        x = (x - x.mean(0)) / x.std(0)
    return x.astype("float32"), y.astype("float32")


def first_weights(inputs, layers, seed):
    weights = []
    for units, _ in layers:
        weights += [np.asarray(keras.initializers.GlorotUniform(seed=seed)((inputs, units))), np.zeros(units, "float32")]
        inputs, seed = units, seed + 1
    return weights


def fit(x, y, layers, optimizer, loss, seed, epochs=5, batch=16, metrics=None, predicts=False):
    """Trains from `GlorotUniform(seed)`, `seed + 1`, … and zero biases, in the samples' order."""
    keras.utils.clear_session()
    model = keras.Sequential([keras.Input((x.shape[1],))])
    for units, activation in layers:
        model.add(keras.layers.Dense(units, activation=activation))
    first = first_weights(x.shape[1], layers, seed)
    model.set_weights(first)
    model.compile(optimizer(), loss(), metrics=metrics)
    case = {"layers": layers, "epochs": epochs, "batch": batch, "W0": plain_all(first)}
    before = predict(model, x) if predicts else None
    history = model.fit(x, y, epochs=epochs, batch_size=batch, shuffle=False, verbose=0).history
    case["history"] = {key: [value if np.isfinite(value) else None for value in values] for key, values in history.items()}
    case["W"] = plain_all(model.get_weights())
    if predicts:
        case["predict_after"] = predict(model, x)
        case["evaluate_after"] = model.evaluate(x, y, batch_size=32, verbose=0)
        case["predict_before"] = before
    return case


def predict(model, x):
    return plain(model.predict(x, verbose=0).ravel())


def plain_all(weights):
    return [plain(array) for array in weights]


def attempt(call):
    try:
        return call()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def ex4():
    layers = [[10, "sigmoid"], [5, "sigmoid"], [1, "sigmoid"]]
    cases = {}
    for batch, epochs in [(32, 49), (300, 50)]:
        for name in ["raw", "scaled"]:
            x, y = breast_cancer(name == "scaled")
            cases[f"{name}_b{batch}_e{epochs}"] = fit(
                x, y, layers, lambda: optimizers.Adam(1e-3), lambda: "binary_crossentropy", 100,
                epochs=epochs, batch=batch, metrics=["accuracy"], predicts=True)
    return {
        "about": "x = breast_cancer.csv as float32 (scaled: (X-mean)/std in float64, then float32); W0 = GlorotUniform(seed=100,101,102), "
        "biases 0; shuffle=False; Adam(1e-3); history.loss is the running mean over the epoch's batches, weighted by batch length",
        "cases": cases,
    }


SGD, RMSprop, Adagrad, Adadelta = optimizers.SGD, optimizers.RMSprop, optimizers.Adagrad, optimizers.Adadelta
Adam, AdamW, Adamax, Nadam, Lion = optimizers.Adam, optimizers.AdamW, optimizers.Adamax, optimizers.Nadam, optimizers.Lion
schedules = optimizers.schedules
OPTIMIZERS = {
    "SGD()": lambda: SGD(),
    "SGD(.1)": lambda: SGD(0.1),
    "SGD(.1,momentum=.9)": lambda: SGD(0.1, momentum=0.9),
    "SGD(.1,momentum=.9,nesterov)": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "SGD(.1,weight_decay=.01)": lambda: SGD(0.1, weight_decay=0.01),
    "SGD(.1,clipnorm=.05)": lambda: SGD(0.1, clipnorm=0.05),
    "SGD(.1,clipvalue=.01)": lambda: SGD(0.1, clipvalue=0.01),
    "SGD(.1,global_clipnorm=.05)": lambda: SGD(0.1, global_clipnorm=0.05),
    "SGD(.1,use_ema)": lambda: SGD(0.1, use_ema=True, ema_momentum=0.9),
    "RMSprop()": lambda: RMSprop(),
    "RMSprop(.01,rho=.8,momentum=.5)": lambda: RMSprop(0.01, rho=0.8, momentum=0.5),
    "RMSprop(.01,centered)": lambda: RMSprop(0.01, centered=True),
    "Adagrad()": lambda: Adagrad(),
    "Adagrad(.1)": lambda: Adagrad(0.1),
    "Adadelta()": lambda: Adadelta(),
    "Adadelta(1.)": lambda: Adadelta(1.0),
    "Adam()": lambda: Adam(),
    "Adam(.01)": lambda: Adam(0.01),
    "Adam(.01,amsgrad)": lambda: Adam(0.01, amsgrad=True),
    "Adam(.01,.8,.9,epsilon=1e-4)": lambda: Adam(0.01, 0.8, 0.9, epsilon=1e-4),
    "AdamW()": lambda: AdamW(),
    "AdamW(.01,weight_decay=.1)": lambda: AdamW(0.01, weight_decay=0.1),
    "Adamax()": lambda: Adamax(),
    "Adamax(.01)": lambda: Adamax(0.01),
    "Nadam()": lambda: Nadam(),
    "Nadam(.01)": lambda: Nadam(0.01),
    "Ftrl(.1)": lambda: optimizers.Ftrl(0.1),
    "Lion()": lambda: Lion(),
    "Lion(.01)": lambda: Lion(0.01),
    "Lamb(.01)": lambda: optimizers.Lamb(0.01),
    "Adafactor(.01)": lambda: optimizers.Adafactor(0.01),
    "Muon(.01)": lambda: optimizers.Muon(0.01),
    "ScheduleFreeAdamW(.01)": lambda: optimizers.ScheduleFreeAdamW(0.01),
    "Adam(ExponentialDecay(.05,4,.8))": lambda: Adam(schedules.ExponentialDecay(0.05, 4, 0.8)),
    "SGD(CosineDecay(.1,20))": lambda: SGD(schedules.CosineDecay(0.1, 20)),
    "SGD(PiecewiseConstantDecay([5,10],[.2,.1,.05]))": lambda: SGD(schedules.PiecewiseConstantDecay([5, 10], [0.2, 0.1, 0.05])),
    "SGD(InverseTimeDecay(.1,4,.5))": lambda: SGD(schedules.InverseTimeDecay(0.1, 4, 0.5)),
    "SGD(PolynomialDecay(.1,20,.01,2))": lambda: SGD(schedules.PolynomialDecay(0.1, 20, 0.01, 2.0)),
}


def optimizer_cases():
    data = small_data()
    layers = [[8, "sigmoid"], [1, "sigmoid"]]
    configs, cases = {}, {}
    for name, make in OPTIMIZERS.items():
        configs[name] = make().get_config()
        cases[name] = fit(data["x"], data["y_binary"], layers, make, lambda: "binary_crossentropy", 200, metrics=["accuracy"])
    return {
        "about": "net 5-8 sigmoid-1 sigmoid, x / y_binary, batch 16, 5 epochs, shuffle=False",
        "data": plain_data(data),
        "configs": configs,
        "cases": cases,
    }


# Name or class of the loss, the last layer, the targets.
LOSSES = {
    **{name: (name, [1, "linear"], "y_regression") for name in [
        "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "huber", "log_cosh"]},
    **{name: (name, [1, "softplus"], "y_positive") for name in ["mean_squared_logarithmic_error", "poisson"]},
    **{name: (name, [1, "sigmoid"], "y_binary") for name in ["binary_crossentropy", "binary_focal_crossentropy"]},
    "hinge": ("hinge", [1, "tanh"], "2*y_binary-1"),
    "hinge 0/1 labels": ("hinge", [1, "tanh"], "y_binary"),
    "squared_hinge": ("squared_hinge", [1, "tanh"], "2*y_binary-1"),
    **{name: (name, [3, "softmax"], "y_onehot") for name in [
        "categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge", "kl_divergence", "dice", "tversky",
        "categorical_generalized_cross_entropy"]},
    "sparse_categorical_crossentropy": ("sparse_categorical_crossentropy", [3, "softmax"], "y_class"),
    "cosine_similarity": ("cosine_similarity", [3, "linear"], "y_onehot"),
    "BinaryCrossentropy(from_logits)": (lambda: losses.BinaryCrossentropy(from_logits=True), [1, "linear"], "y_binary"),
    "BinaryCrossentropy(label_smoothing=.1)": (lambda: losses.BinaryCrossentropy(label_smoothing=0.1), [1, "sigmoid"], "y_binary"),
    "CategoricalCrossentropy(from_logits)": (lambda: losses.CategoricalCrossentropy(from_logits=True), [3, "linear"], "y_onehot"),
    "CategoricalCrossentropy(label_smoothing=.1)": (
        lambda: losses.CategoricalCrossentropy(label_smoothing=0.1), [3, "softmax"], "y_onehot"),
    "SparseCategoricalCrossentropy(from_logits)": (
        lambda: losses.SparseCategoricalCrossentropy(from_logits=True), [3, "linear"], "y_class"),
    "Huber(delta=.3)": (lambda: losses.Huber(delta=0.3), [1, "linear"], "y_regression"),
}


def loss_cases():
    data = small_data()

    def run(loss, last, target):
        y = 2 * data["y_binary"] - 1 if target == "2*y_binary-1" else data[target]
        make = loss if callable(loss) else lambda: loss
        case = attempt(lambda: fit(data["x"], y, [[8, "sigmoid"], last], lambda: SGD(0.05), make, 300))
        return {**case, "y": [target]}

    y_true = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1], [0.2, 0.3, 0.5]], "float32")
    y_pred = np.array([[0.1, 0.8, 0.1], [0.3, 0.3, 0.4], [0, 0, 1], [1 / 3, 1 / 3, 1 / 3]], "float32")
    names = sorted({loss for loss, _, _ in LOSSES.values() if isinstance(loss, str)})

    def value(name):
        labels = np.array([1, 0, 2, 2]) if name.startswith("sparse") else y_true
        outcome = attempt(lambda: plain(getattr(losses, name)(labels, y_pred)))
        return outcome["error"] if isinstance(outcome, dict) else outcome

    return {
        "about": "net 5-8 sigmoid-N act, SGD(.05), batch 16, 5 epochs, shuffle=False; 'values': loss function (no reduction) on "
        "y_true,y_pred (sparse: labels 1,0,2,2)",
        "data": plain_data(data),
        "cases": {name: run(*case) for name, case in LOSSES.items()},
        "values": {"y_true": plain(y_true), "y_pred": plain(y_pred), "out": {name: value(name) for name in names}},
    }


GRID = [
    [-1e4, -100, -20, -10], [-6, -5, -3.5, -3], [-2.5, -2, -1.5, -1], [-0.75, -0.5, -0.25, -0.1], [-1e-3, -1e-7, 0, 1e-7],
    [1e-3, 0.1, 0.25, 0.5], [0.75, 1, 1.5, 2], [2.5, 3, 3.5, 5], [6, 10, 20, 100],
]
ACTIVATIONS = (
    "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid "
    "log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax "
    "squareplus swish tanh tanh_shrink threshold"
).split()


def activation_cases():
    data = small_data()

    def pointwise(name):
        x = tf.constant(GRID, "float32")
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = getattr(activations, name)(x)
            k = tf.reshape(tf.range(1, tf.size(y) + 1, dtype="float32"), y.shape)
            total = tf.reduce_sum(y * k)
        return {"y": plain(y), "grad": plain(tape.gradient(total, x))}

    def run(name):
        return fit(data["x"], data["y_regression"], [[8, name], [1, "linear"]], lambda: SGD(0.05), lambda: "mse", 400)

    return {
        "about": "pointwise: y=f(grid 9x4), grad = d sum(y*k)/dx with k=1..size in row-major order; cases: net 5-8 act-1 linear, "
        "mse, SGD(.05), y_regression, batch 16, 5 epochs, shuffle=False",
        "data": plain_data(data),
        "grid": plain(np.array(GRID)),
        "pointwise": {name: attempt(lambda: pointwise(name)) for name in ACTIVATIONS},
        "cases": {name: attempt(lambda: run(name)) for name in ACTIVATIONS},
    }


def plain_data(data):
    return {name: values.tolist() if values.dtype.kind == "i" else plain(values) for name, values in data.items()}


FILES = {"ex4.json": ex4, "optimizers.json": optimizer_cases, "losses.json": loss_cases, "activations.json": activation_cases}

if __name__ == "__main__":
    for file in sys.argv[1:] or FILES:
        (HERE / file).write_text(json.dumps(FILES[file](), separators=(",", ":")))
