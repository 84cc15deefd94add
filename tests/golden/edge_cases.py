"""Makes edge_cases.json: what Keras on TensorFlow answers to inputs at the edges of losses, metrics and layers.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python edge_cases.py
"""

import json
import os
import pathlib
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

from keras import layers, losses, metrics

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)


def listed(value):
    return np.asarray(value).astype("float64").round(9).tolist()


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def error(make):
    try:
        make()
    except ValueError as raised:
        return str(raised)
    raise AssertionError("no error")


def circles():
    """Embeddings of which some have no other sample of their class."""
    for classes in ([1, 2, 2, 2, 3], [0, 0, 1, 1, 2], [0, 1, 2, 3, 4], [4, 4, 4, 4, 4]):
        y_pred = unit(rng.normal(size=(5, 4))).astype("float32")
        for weights in (None, [2.0, 2.0, 1.0, 1.0, 0.5], [0.0, 1.0, 0.0, 2.0, 3.0]):
            for reduction in ("sum_over_batch_size", "mean_with_sample_weight", "sum"):
                loss = losses.Circle(gamma=16.0, reduction=reduction)(
                    np.array(classes), y_pred, None if weights is None else np.array(weights, "float32")
                )
                yield dict(y=classes, yPred=listed(y_pred), weights=weights, reduction=reduction, loss=float(loss))


def focal():
    """CategoricalFocalCrossentropy of logits: the loss of a batch, and weights after one epoch."""
    y = np.eye(3, dtype="float32")[[0, 1, 2, 1]]
    logits = np.array([[8.0, 1.0, 1.0], [0.0, 9.0, 1.0], [2.0, 3.0, 5.0], [-1.0, 0.5, 0.0]], "float32")
    x = rng.normal(size=(4, 2)).astype("float32")
    kernel = rng.normal(size=(2, 3)).astype("float32")
    for options in ({}, {"label_smoothing": 0.1}, {"alpha": 0.4, "gamma": 1.0}):
        for weights in (None, [1.2, 3.4, 5.6, 0.5]):
            weight = None if weights is None else np.array(weights, "float32")
            loss = losses.CategoricalFocalCrossentropy(from_logits=True, **options)
            model = keras.Sequential([keras.Input((2,)), layers.Dense(3)])
            model.set_weights([kernel, np.zeros(3)])
            model.compile(keras.optimizers.SGD(0.5), loss)
            history = model.fit(x, y, sample_weight=weight, epochs=3, batch_size=4, shuffle=False, verbose=0)
            yield dict(
                options=options, weights=weights, y=listed(y), logits=listed(logits), loss=float(loss(y, logits, weight)),
                x=listed(x), kernel=listed(kernel), history=history.history["loss"],
                after=[listed(w) for w in model.get_weights()],
            )


def top_k():
    """Metrics of one row without a batch axis, of which only some outputs can be positive."""
    for name in ("Precision", "Recall"):
        for options in ({"top_k": 3}, {"top_k": 2}, {"top_k": 4, "thresholds": 0.4}):
            for weights in (None, [0.5, 1.0, 2.0, 0.25, 1.5]):
                metric = getattr(metrics, name)(**options)
                y, y_pred = [0, 1, 1, 0, 1], [0.2, 0.1, 0.5, 0.9, 0.6]
                metric.update_state(y, y_pred, None if weights is None else np.array(weights))
                yield dict(metric=name, options=options, y=y, yPred=y_pred, weights=weights, result=float(metric.result()))


def intersections():
    """Weights that are no integers, which the default type of Keras truncates."""
    y, y_pred, weights = [0, 1, 0, 1], [0, 0, 1, 1], [0.2, 1.3, 0.4, 2.1]
    for name, arguments in (("MeanIoU", [2]), ("IoU", [2, [0]]), ("IoU", [2, [0, 1]])):
        for dtype in (None, "int", "float32"):
            metric = getattr(metrics, name)(*arguments, **({} if dtype is None else {"dtype": dtype}))
            metric.update_state(y, y_pred, sample_weight=np.array(weights))
            yield dict(metric=name, arguments=arguments, dtype=dtype, y=y, yPred=y_pred, weights=weights,
                       result=float(metric.result()))


def shapes():
    for shape in ((5, 2, None), (None, 2, 3), (None, None, 3), (None, 4), (None,), (7,)):
        yield dict(shape=shape, flattened=layers.Flatten().compute_output_shape(shape))


def warned(work):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        work()
    return [str(warning.message) for warning in caught if warning.category is SyntaxWarning]


def one_unit(loss):
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", loss)
    model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=2, verbose=0)


def ignored():
    """SparseCategoricalCrossentropy with a class that does not count: by itself, and after epochs of training."""
    y_pred = rng.dirichlet(np.ones(3), size=6).astype("float32")
    x = rng.normal(size=(6, 2)).astype("float32")
    kernel = rng.normal(size=(2, 3)).astype("float32")
    for ignore_class, y in ((0, [0, 1, 2, 1, 0, 2]), (-1, [-1, 1, -1, -1, 0, 2]), (255, [255] * 4 + [1, 2])):
        for from_logits in (False, True):
            for weights in (None, [2.0, 0.5, 1.0, 3.0, 1.5, 0.25]):
                for reduction in ("sum_over_batch_size", "mean_with_sample_weight", "sum", "none"):
                    weight = None if weights is None else np.array(weights, "float32")
                    make = lambda: losses.SparseCategoricalCrossentropy(from_logits, ignore_class, reduction)
                    case = dict(ignoreClass=ignore_class, fromLogits=from_logits, reduction=reduction, weights=weights, y=y,
                                yPred=listed(y_pred), loss=listed(make()(np.array(y), y_pred, weight)))
                    if reduction != "none":
                        activation = None if from_logits else "softmax"
                        model = keras.Sequential([keras.Input((2,)), layers.Dense(3, activation=activation)])
                        model.set_weights([kernel, np.zeros(3)])
                        model.compile(keras.optimizers.SGD(0.5), make())
                        history = model.fit(x, np.array(y), sample_weight=weight, epochs=2, batch_size=4, shuffle=False, verbose=0)
                        case.update(x=listed(x), kernel=listed(kernel), history=history.history["loss"],
                                    after=[listed(w) for w in model.get_weights()])
                    yield case


def per_sample():
    """Losses without a reduction, by themselves."""
    y = rng.integers(0, 2, size=(4, 3)).astype("float32")
    signed = np.array([[0, 1, -1], [1, 0, 0], [1, 1, 1], [0, 0, 1]], "float32")
    y_pred = rng.uniform(0.05, 0.95, size=(4, 3)).astype("float32")
    for name, options in (
        ("MeanSquaredError", {}), ("MeanAbsoluteError", {}), ("MeanAbsolutePercentageError", {}), ("MeanSquaredLogarithmicError", {}),
        ("Huber", {"delta": 0.3}), ("LogCosh", {}), ("CosineSimilarity", {}), ("Hinge", {}), ("SquaredHinge", {}),
        ("CategoricalHinge", {}), ("KLDivergence", {}), ("Poisson", {}), ("BinaryCrossentropy", {}),
        ("BinaryFocalCrossentropy", {}), ("CategoricalCrossentropy", {"label_smoothing": 0.1}), ("CategoricalFocalCrossentropy", {}),
        ("Dice", {}), ("Dice", {"axis": 1}), ("Dice", {"axis": 0}), ("Tversky", {"axis": 1}),
    ):
        for targets in (y, signed) if "Hinge" in name else (y,):
            for weights in (None, [2.0, 0.5, 1.0, 3.0]):
                if weights is not None and name in ("Dice", "Tversky") and options != {"axis": 1}:
                    continue
                loss = getattr(losses, name)(reduction="none", **options)
                value = loss(targets, y_pred, None if weights is None else np.array(weights, "float32"))
                yield dict(loss=name, options=options, weights=weights, y=listed(targets), yPred=listed(y_pred), value=listed(value))


def thresholds():
    """Counts at several thresholds: by themselves, and as a model's metric."""
    y, y_pred = [0, 1, 1, 0, 1, 0], [0.2, 0.4, 0.9, 0.6, 0.7, 0.1]
    for name in ("Precision", "Recall", "TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives"):
        for levels in ([0.3, 0.5, 0.65], [0.5]):
            for weights in (None, [1.0, 2.0, 0.5, 1.0, 0.25, 3.0]):
                metric = getattr(metrics, name)(thresholds=levels)
                metric.update_state(y, y_pred, None if weights is None else np.array(weights))
                yield dict(metric=name, thresholds=levels, y=y, yPred=y_pred, weights=weights, result=listed(metric.result()))


def small(metrics=None):
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1, activation="sigmoid", kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.5), "mse", metrics=metrics)
    return model


def trained():
    """What a model that was compiled returns and hands to callbacks."""
    x, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0.0, 1.0, 0.0, 1.0])
    seen = []

    class Recorder(keras.callbacks.Callback):
        def on_predict_batch_end(self, batch, logs=None):
            seen.append(dict(batch=batch, outputs=listed(logs["outputs"])))

    model = small()
    model.predict(x, batch_size=3, callbacks=[Recorder()], verbose=0)
    single = dict(evaluate=float(model.evaluate(x, y, verbose=0)), test=float(model.test_on_batch(x, y)),
                  train=float(model.train_on_batch(x, y)))
    listing = small([metrics.Recall(thresholds=[0.3, 0.6], name="recall"), metrics.Precision(thresholds=[0.3], name="precision")])
    history = listing.fit(x, y, epochs=2, shuffle=False, verbose=0).history
    scheduled = small()
    rates = []
    # Before the first fit: one that is traced keeps its learning rate.
    scheduled.optimizer.learning_rate = keras.optimizers.schedules.ExponentialDecay(0.4, 2, 0.5)
    rates.append(float(scheduled.optimizer.learning_rate))
    scheduled.fit(x, y, batch_size=2, epochs=3, verbose=0, shuffle=False)
    rates.append(float(scheduled.optimizer.learning_rate))
    try:
        scheduled.optimizer.learning_rate = 0.1
    except TypeError as raised:
        refused = str(raised)
    return dict(x=listed(x), y=listed(y), predicted=seen, single=single, listing={name: listed(value) for name, value in history.items()},
                scheduled=dict(rates=rates, refused=refused, after=[listed(w) for w in scheduled.get_weights()]))


def of_logits():
    """Warnings of crossentropies of logits for outputs that are none."""
    y = np.eye(3)[[0, 1, 2, 1]]
    for loss, targets, last in (
        ("BinaryCrossentropy", y[:, :1], [layers.Dense(1, activation="sigmoid")]),
        ("BinaryCrossentropy", y[:, :1], [layers.Dense(1), layers.Activation("sigmoid")]),
        ("BinaryCrossentropy", y, [layers.Dense(3, activation="softmax")]),
        ("BinaryCrossentropy", y[:, :1], [layers.Dense(1)]),
        ("BinaryCrossentropy", y[:, :1], [keras.Sequential([layers.Dense(1, activation="sigmoid")])]),
        ("CategoricalCrossentropy", y, [layers.Dense(3, activation="softmax")]),
        ("CategoricalCrossentropy", y, [layers.Dense(3), layers.Softmax()]),
        ("CategoricalCrossentropy", y, [layers.Dense(3, activation="tanh")]),
        ("SparseCategoricalCrossentropy", np.array([0, 1, 2, 1]), [layers.Dense(3, activation="softmax")]),
    ):
        for score in ("loss", "metric"):
            model = keras.Sequential([keras.Input((2,)), *[layer.__class__.from_config(layer.get_config()) for layer in last]])
            made = getattr(losses if score == "loss" else metrics, loss)(from_logits=True)
            model.compile("sgd", **(dict(loss=made) if score == "loss" else dict(loss="mse" if targets.ndim > 1 else "sparse_categorical_crossentropy", metrics=[made])))
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                model.fit(np.ones((4, 2)), targets, epochs=2, verbose=0)
                model.fit(np.ones((4, 2)), targets, verbose=0)
            texts = {str(one.message) for one in caught if "from_logits" in str(one.message)}
            yield dict(loss=loss, score=score, last=[layer.__class__.__name__ + " " + str(getattr(getattr(layer, "activation", None), "__name__", None)) for layer in last],
                       y=targets.tolist(), warnings=sorted(texts))


def focal_binary():
    """BinaryFocalCrossentropy of logits, also after a sigmoid: the loss before an epoch, and the kernel after it."""
    x, y = np.array([[((i * 7 + j * 3) % 11) / 10 for j in range(4)] for i in range(8)]), np.array([float((i * 5) % 7 > 3) for i in range(8)])
    for activation in ("sigmoid", "linear"):
        for options in ({}, {"label_smoothing": 0.1}, {"apply_class_balancing": True}):
            model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation=activation)])
            model.set_weights([np.array([[0.5], [-1.0], [0.25], [1.0]]), np.array([0.1])])
            model.compile("sgd", losses.BinaryFocalCrossentropy(from_logits=True, **options))
            history = model.fit(x, y, batch_size=8, verbose=0)
            yield dict(activation=activation, options=options, x=x.tolist(), y=y.tolist(), loss=history.history["loss"][0],
                       after=model.get_weights()[0].ravel().tolist())


def custom_parts():
    """Functions as initializer, regularizer and constraint: the losses of three epochs, the weights after, and the configuration."""

    def ramp(shape, dtype=None):
        return keras.ops.reshape(keras.ops.arange(np.prod(shape), dtype="float32") / 10 - 0.3, shape)

    def penalty(w):
        return 0.01 * keras.ops.sum(keras.ops.square(w))

    def positive(w):
        return keras.ops.relu(w)

    x, y = np.array([[((i * 7 + j * 3) % 11) / 10 for j in range(4)] for i in range(8)]), np.array([float((i * 5) % 7 > 3) for i in range(8)])
    parts = dict(kernel_initializer=ramp, kernel_regularizer=penalty, kernel_constraint=positive)
    hidden = layers.Dense(2, **parts)
    model = keras.Sequential([keras.Input((4,)), hidden, layers.LayerNormalization(gamma_constraint=positive), layers.Dense(1, kernel_initializer="ones")])
    model.compile("sgd", "mse")
    history = model.fit(x, y, batch_size=8, epochs=3, verbose=0)
    config = hidden.get_config()
    return dict(x=x.tolist(), y=y.tolist(), history=history.history["loss"], after=[w.ravel().tolist() for w in model.get_weights()],
                config={name: config[name] for name in parts})


figures = dict(
    about=f"Keras {keras.__version__} on TensorFlow, by edge_cases.py",
    circles=list(circles()),
    focal=list(focal()),
    topK=list(top_k()),
    intersections=list(intersections()),
    shapes=list(shapes()),
    warnings={
        "categorical_crossentropy by itself": warned(lambda: losses.CategoricalCrossentropy()(np.ones((3, 1)), np.ones((3, 1)))),
        "categorical_crossentropy": warned(lambda: one_unit("categorical_crossentropy")),
        "categorical_focal_crossentropy": warned(lambda: one_unit("categorical_focal_crossentropy")),
        "binary_crossentropy": warned(lambda: one_unit("binary_crossentropy")),
    },
    errors={
        "R2Score of one axis": error(lambda: metrics.R2Score().update_state(np.ones(3), np.ones(3))),
        "Precision with class_id of one axis": error(
            lambda: metrics.Precision(class_id=1).update_state([0, 1, 1], [0.2, 0.1, 0.5])
        ),
        "ReLU negative_slope": error(lambda: layers.ReLU(negative_slope=None)),
        "ReLU threshold": error(lambda: layers.ReLU(threshold=None)),
        "LeakyReLU negative_slope": error(lambda: layers.LeakyReLU(negative_slope=None)),
        "SGD learning_rate": error(lambda: keras.optimizers.SGD("a")),
        "Adam learning_rate": error(lambda: keras.optimizers.Adam(learning_rate=None)),
        "AdamW weight_decay": error(lambda: keras.optimizers.AdamW(weight_decay=None)),
    },
    ignored=list(ignored()),
    perSample=list(per_sample()),
    thresholds=list(thresholds()),
    trained=trained(),
    ofLogits=list(of_logits()),
    focalBinary=list(focal_binary()),
    customParts=custom_parts(),
)
(HERE / "edge_cases.json").write_text(json.dumps(figures) + "\n")
