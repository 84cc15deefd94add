"""Makes functional.json: graphs of layers, trained and applied by Keras on TensorFlow.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python functional.py

Every program starts from seed 7 and uses the data of `data()`, which tests/keras/functional-programs.ts makes again.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf

from keras import Input, Model, Sequential, layers, losses, metrics, ops

HERE = pathlib.Path(__file__).parent
N = 40


def shortest(value):
    return [float(str(x)) for x in np.asarray(value, "float32").ravel()]


def data():
    """Numbers that a short formula makes: a is [40, 3], b is [40, 2]; targets by rows."""
    i = np.arange(N)
    a = np.stack([(i * 7 % 11) / 11, (i * 5 % 13) / 13, (i * 3 % 17) / 17], 1).astype("float32")
    b = np.stack([(i * 2 % 7) / 7, (i * 4 % 9) / 9], 1).astype("float32")
    binary = (i * 7 % 11 > 5).astype("float32")
    classes = (i % 3).astype("float32")
    real = (a[:, 0] * 2 - b[:, 1]).astype("float32")
    return a, b, binary, classes, real


A, B, BINARY, CLASSES, REAL = data()
WEIGHTS = ((np.arange(N) % 4) / 2 + 0.25).astype("float32")


def two_heads():
    a, b = Input((3,), name="a"), Input((2,), name="b")
    x = layers.concatenate([layers.Dense(4, activation="relu")(a), layers.Dense(2, activation="tanh")(b)])
    price = layers.Dense(1, activation="sigmoid", name="price")(x)
    kind = layers.Dense(3, activation="softmax", name="kind")(x)
    return Model([a, b], [price, kind])


def names():
    model = two_heads()
    model.compile(
        keras.optimizers.RMSprop(0.01),
        {"price": losses.BinaryCrossentropy(), "kind": losses.SparseCategoricalCrossentropy()},
        loss_weights={"price": 1.0, "kind": 0.2},
        metrics={"kind": ["accuracy"], "price": ["mae", "AUC"]},
    )
    return model, {"a": A, "b": B}, {"price": BINARY, "kind": CLASSES}, dict(epochs=3, batch_size=16, validation_split=0.2)


def lists():
    model = two_heads()
    model.compile("adam", ["binary_crossentropy", "sparse_categorical_crossentropy"], loss_weights=[0.5, 2.0])
    return model, [A, B], [BINARY, CLASSES], dict(epochs=2, batch_size=16)


def one_loss_for_all():
    a = Input((3,))
    outputs = [layers.Dense(1, name="first")(a), layers.Dense(1, name="second")(a)]
    model = Model(a, outputs)
    model.compile("sgd", "mse", metrics=[["mae"], ["mse"]], weighted_metrics=[["mae"], []])
    return model, A, [REAL, BINARY], dict(epochs=2, batch_size=16, sample_weight=WEIGHTS)


def weights_per_output():
    a = Input((3,))
    model = Model(a, [layers.Dense(1, name="first")(a), layers.Dense(1, name="second")(a)])
    model.compile("sgd", ["mse", "mae"], weighted_metrics=[["mae"], ["mse"]])
    weights = [WEIGHTS, WEIGHTS[::-1].copy()]
    return model, A, [REAL, BINARY], dict(epochs=2, batch_size=16, sample_weight=weights)


def untrained_output():
    a = Input((3,))
    hidden = layers.Dense(2, activation="relu", name="features")(a)
    model = Model(a, [hidden, layers.Dense(1, name="score")(hidden)])
    model.compile("sgd", [None, "mse"])
    return model, A, REAL, dict(epochs=2, batch_size=16)


def shared():
    left, right = Input((3,), name="left"), Input((3,), name="right")
    tower = Sequential([layers.Dense(4, activation="relu"), layers.Dense(2)], name="tower")
    distance = layers.Subtract()([tower(left), tower(right)])
    model = Model([left, right], layers.Dense(1, activation="sigmoid")(distance))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model, [A, A[::-1].copy()], BINARY, dict(epochs=3, batch_size=8)


def shared_layer():
    left, right = Input((3,)), Input((3,))
    dense = layers.Dense(3, activation="tanh", kernel_regularizer="l2", activity_regularizer="l1")
    both = layers.Multiply()([dense(left), dense(right)])
    model = Model([left, right], layers.Dense(1)(layers.Dropout(0.3)(both)))
    model.compile("sgd", "mse")
    return model, [A, A[::-1].copy()], REAL, dict(epochs=2, batch_size=16)


def residual():
    inputs = Input((3,))
    x = layers.Dense(3, activation="relu")(inputs)
    y = layers.Dense(3, activation="relu")(x)
    block = layers.add([x, y])
    z = layers.Dense(3, activation="relu")(block)
    outputs = layers.Dense(1)(layers.add([z, block]))
    model = Model(inputs, outputs)
    model.compile("adam", "mse", metrics=["mae"])
    return model, A, REAL, dict(epochs=3, batch_size=16)


def autoencoder():
    inputs = Input((3,), name="original")
    encoder = Model(inputs, layers.Dense(2, activation="relu")(layers.Dense(4, activation="relu")(inputs)), name="encoder")
    code = Input((2,), name="code")
    decoder = Model(code, layers.Dense(3)(layers.Dense(4, activation="relu")(code)), name="decoder")
    whole = Input((3,))
    model = Model(whole, decoder(encoder(whole)), name="autoencoder")
    model.compile("adam", "mse")
    return model, A, A, dict(epochs=3, batch_size=16)


def ensemble():
    def part():
        inputs = Input((3,))
        return Model(inputs, layers.Dense(1)(inputs))

    parts = [part(), part(), part()]
    inputs = Input((3,))
    model = Model(inputs, layers.average([p(inputs) for p in parts]))
    model.compile("sgd", "mse")
    return model, A, REAL, dict(epochs=2, batch_size=16)


def model_in_sequential():
    inputs = Input((3,))
    inner = Model(inputs, layers.add([layers.Dense(3)(inputs), inputs]))
    model = Sequential([Input((3,)), inner, layers.Dense(1)])
    model.compile("sgd", "mse")
    return model, A, REAL, dict(epochs=2, batch_size=16)


def frozen():
    inputs = Input((3,))
    base = Sequential([Input((3,)), layers.Dense(4, activation="relu")], name="base")
    base.trainable = False
    model = Model(inputs, layers.Dense(1)(base(inputs)))
    model.compile("adam", "mse")
    return model, A, REAL, dict(epochs=2, batch_size=16)


def dictionary_of_outputs():
    a, b = Input((3,), name="a"), Input((2,), name="b")
    x = layers.concatenate([a, b])
    model = Model({"a": a, "b": b}, {"second": layers.Dense(1)(x), "first": layers.Dense(2)(x)})
    model.compile("sgd", {"first": "mse", "second": "mae"}, metrics={"second": ["mse"]})
    return model, {"a": A, "b": B}, {"first": A[:, :2], "second": REAL}, dict(epochs=2, batch_size=16)


def chain():
    inputs = Input((3,))
    x = layers.Dense(4, activation="relu")(inputs)
    x = layers.Dropout(0.2)(x)
    model = Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model, A, BINARY, dict(epochs=3, batch_size=8)


def trained(program):
    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    model, x, y, options = program()
    first = [shortest(w) for w in model.get_weights()]
    history = model.fit(x, y, verbose=0, **options)
    weight = options.get("sample_weight")
    evaluated = model.evaluate(x, y, verbose=0, sample_weight=weight)
    outputs = keras.tree.flatten(model.predict(x, verbose=0))
    return dict(
        layers=[layer.__class__.__name__ for layer in model.layers],
        first=first,
        after=[shortest(w) for w in model.get_weights()],
        history={name: shortest(values) for name, values in history.history.items()},
        evaluate=shortest(evaluated),
        outputs=[shortest(o) for o in outputs],
    )


PROGRAMS = [
    names, lists, one_loss_for_all, weights_per_output, untrained_output, shared, shared_layer, residual, autoencoder,
    ensemble, model_in_sequential, frozen, dictionary_of_outputs, chain,
]


def merged():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 3)).round(3), rng.normal(size=(2, 3)).round(3)
    u, v = rng.normal(size=(2, 2, 3)).round(3), rng.normal(size=(2, 4, 3)).round(3)
    pairs = [
        (layer, {}, [x, y]) for layer in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
    ] + [
        ("Add", {}, [x, x, y]),
        ("Average", {}, [x, y, y]),
        ("Multiply", {}, [u, x]),
        ("Add", {}, [x[:, :1], y]),
        ("Concatenate", {"axis": 1}, [u, v]),
        ("Concatenate", {"axis": -1}, [u, u]),
        ("Dot", {"axes": 1}, [x, y]),
        ("Dot", {"axes": -1, "normalize": True}, [x, y]),
        ("Dot", {"axes": 2}, [u, v]),
        ("Dot", {"axes": [2, 1]}, [u, x]),
        ("Dot", {"axes": (2, 2), "normalize": True}, [u, v]),
    ]
    for layer, options, inputs in pairs:
        outputs = getattr(layers, layer)(**options)([np.array(i, "float32") for i in inputs])
        yield dict(
            layer=layer, options=options, inputs=[i.tolist() for i in inputs], shape=list(outputs.shape),
            outputs=shortest(outputs),
        )


def config():
    keras.backend.clear_session()
    a, b = Input((3,), name="a"), Input((3,), name="b")
    dense = layers.Dense(2, name="shared")
    inner_inputs = Input((2,), name="inner_inputs")
    inner = Model(inner_inputs, layers.Dense(2, name="inside")(inner_inputs), name="inner")
    x = layers.Add(name="sum")([dense(a), dense(b)])
    model = Model([a, b], [inner(x), layers.Dense(1, name="out")(x)], name="whole")
    whole = model.get_config()
    short = lambda c: dict(
        name=c["name"], trainable=c["trainable"], input_layers=c["input_layers"], output_layers=c["output_layers"],
        layers=[
            dict(class_name=one["class_name"], name=one["name"], inbound_nodes=one["inbound_nodes"]) for one in c["layers"]
        ],
    )
    return short(whole)


def calls():
    """The arguments that a configuration has for calls of layers with a tensor, and by name what else they were given."""
    x, mask = Input((5, 3)), Input((5,), dtype="bool")
    noise = [layers.Dropout(0.5), layers.SpatialDropout1D(0.5), layers.GaussianNoise(1.0), layers.GaussianDropout(0.1), layers.AlphaDropout(0.1)]
    recurrent = [layers.SimpleRNN(2), layers.GRU(2), layers.LSTM(2), layers.RNN(layers.LSTMCell(2)), layers.Bidirectional(layers.LSTM(2))]
    others = [layers.BatchNormalization(), layers.Softmax(), layers.TimeDistributed(layers.Dense(2)), layers.GlobalAveragePooling1D(),
              layers.Flatten(), layers.LayerNormalization(), layers.Dense(2), keras.Sequential([layers.Dense(2)])]
    cases = [(layer, {}) for layer in [*noise, *recurrent, *others]]
    cases += [(layers.LSTM(2), dict(mask=mask)), (layers.Bidirectional(layers.GRU(2)), dict(mask=mask))]
    cases += [(layers.BatchNormalization(), dict(training=False)), (layers.Dropout(0.5), dict(training=True))]
    for layer, options in cases:
        model = Model([x, mask] if "mask" in options else x, layer(x, **options))
        (node,) = model.get_config()["layers"][-1]["inbound_nodes"]
        if "mask" in options:
            node["kwargs"]["mask"] = True
        yield dict(layer=type(layer).__name__, options=[name for name in options], kwargs=node["kwargs"])


def error(make):
    """The message; None where Keras does not refuse."""
    try:
        make()
    except Exception as raised:
        return str(raised)


def errors():
    a, b = Input((3,), name="a"), Input((2,), name="b")
    dense = layers.Dense(1, name="one")
    both = lambda: [Input((3,), name="left"), Input((2,), name="right")]
    two = two_heads()
    two.compile("sgd", "mse")
    cases = dict(
        disconnected=lambda: Model(a, layers.Dense(1, name="end")(layers.concatenate([a, b], name="join"))),
        same_names=lambda: Model(a, layers.Dense(1, name="one")(layers.Dense(3, name="one")(a))),
        not_tensors=lambda: Model(a, "text"),
        add=lambda: layers.Add()(both()),
        subtract=lambda: layers.Subtract()([a, a, a]),
        concatenate=lambda: layers.Concatenate(axis=1)([Input((2, 3)), Input((2, 4))]),
        no_list=lambda: layers.Add()(a),
        dot=lambda: layers.Dot(axes=1)(both()),
        losses=lambda: (two.compile("sgd", {"price": "mse", "other": "mse"}), two.fit([A, B], [BINARY, CLASSES], verbose=0)),
        loss_weights=lambda: (
            two.compile("sgd", ["mse", "mse"], loss_weights=[1.0]), two.fit([A, B], [BINARY, CLASSES], verbose=0)
        ),
        no_layer=lambda: two.get_layer("none"),
        no_index=lambda: two.get_layer(index=99),
        class_weight=lambda: (two.compile("sgd", "mse"), two.fit([A, B], [BINARY, CLASSES], class_weight={0: 2.0}, verbose=0)),
        cardinality=lambda: (two.compile("sgd", "mse"), two.fit([A, B[:9]], [BINARY, CLASSES], verbose=0)),
        several_calls=lambda: (dense(a), dense(a), dense.output),
    )
    return {name: error(make) for name, make in cases.items()}


out = dict(
    programs={program.__name__: trained(program) for program in PROGRAMS},
    merged=list(merged()),
    config=config(),
    calls=list(calls()),
    errors=errors(),
)
(HERE / "functional.json").write_text(json.dumps(out, ensure_ascii=False) + "\n")
