"""Makes keras3_words.json: what Keras 3.15.1 prints about models of several kinds, and while they train.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    TF_ENABLE_ONEDNN_OPTS=0 python keras3_words.py

The clock of the progress bar goes on by the given seconds with each look at it, so that times are the same in every run. Addresses of
objects are masked. `keras3-programs.ts` in tests/keras has the same programs.
"""

import contextlib
import io
import itertools
import json
import os
import pathlib
import re
import tempfile
import types
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

from keras import callbacks, layers, losses, metrics, optimizers
from keras.src.utils import progbar

HERE = pathlib.Path(__file__).parent
Dense, Sequential = layers.Dense, keras.Sequential
X = np.array([[((i * 7 + j * 3) % 11) / 10 for j in range(4)] for i in range(40)], "float32")
Y = np.array([float((i * 5) % 7 > 3) for i in range(40)], "float32")


def clock(step):
    times = itertools.count()
    progbar.time = types.SimpleNamespace(time=lambda: 1000 + next(times) * step)


def small(**compiled):
    model = Sequential([keras.Input((4,)), Dense(3, activation="tanh"), Dense(1, activation="sigmoid")])
    model.compile(**{"optimizer": "sgd", "loss": "mse", **compiled})
    return model


def wide():
    return Sequential(
        [
            keras.Input((784,)),
            Dense(512, activation="relu", name="the_first_hidden_layer_with_a_name_that_is_longer_than_its_column"),
            layers.Dropout(0.2),
            Dense(256, activation="relu", trainable=False),
            layers.Activation("tanh"),
            Dense(10, activation="softmax"),
        ],
        name="wide",
    )


def summaries():
    wide().summary()
    wide().summary(line_length=50)
    wide().summary(line_length=30)
    wide().summary(line_length=120)
    wide().summary(line_length=61, show_trainable=True)
    wide().summary(positions=[0.2, 0.7, 1.0])
    wide().summary(layer_range=["dropout", "dense"])
    Sequential([Dense(3, name="a b c d e f g h i j k l m n o p q r s t u v w x y z")], name="n" * 100).summary()
    Sequential([keras.Input((3, 4)), layers.Flatten(), layers.ReLU(), layers.LeakyReLU(), layers.ELU(), layers.Softmax()]).summary()
    Sequential([keras.Input((2,)), Dense(20000)] + [Dense(3, use_bias=False) for _ in range(12)]).summary()
    try:
        wide().summary(line_length=20)
    except ValueError as error:
        print(error)


def graphs():
    """Functional models: several inputs, a shared layer, a chain, models within models."""
    left, right = keras.Input((3,), name="left"), keras.Input((2,))
    shared = Dense(4, name="shared")
    other = Dense(3)(right)
    both = layers.concatenate([shared(left), shared(other)])
    model = keras.Model([left, right], [Dense(1)(both), Dense(2, name="second")(both)])
    print(model)
    model.summary()
    model.summary(line_length=60, show_trainable=True)
    inputs = keras.Input((3,))
    chain = keras.Model(inputs, Dense(1)(Dense(2, trainable=False)(inputs)), name="chain")
    chain.summary()
    nested = Sequential([keras.Input((3,)), chain, Dense(2)])
    nested.summary()
    nested.summary(expand_nested=True)
    outer = keras.Input((3,))
    keras.Model(outer, layers.add([chain(outer), chain(Dense(3)(outer))])).summary()


def states():
    """Parameters of optimizers, after one update."""
    for name in ("sgd", "adam", "rmsprop", "adamw", "adagrad", "adadelta", "adamax", "nadam", "ftrl", "lion", "adafactor", "muon"):
        trained(name)
    trained(optimizers.SGD(momentum=0.9, use_ema=True))
    trained(optimizers.SGD(gradient_accumulation_steps=2))
    trained(optimizers.Adam(amsgrad=True))
    trained(optimizers.RMSprop(momentum=0.9, centered=True))
    trained(optimizers.Adam(optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)))
    trained(optimizers.Lamb())
    trained(optimizers.LossScaleOptimizer(optimizers.Adam()))


def trained(optimizer):
    model = Sequential([keras.Input((4,)), Dense(3), Dense(2, trainable=False), Dense(1)])
    model.compile(optimizer, "mse")
    model.train_on_batch(X, Y)
    model.summary()


def when_states():
    """When a model has an optimizer's parameters."""
    model = small(optimizer="adam")
    model.summary()
    model.predict(X, verbose=0)
    model.summary()
    model.evaluate(X, Y, verbose=0)
    model.summary()
    model.compile("adam", "mse")
    model.summary()


def reprs():
    model = Sequential()
    print(model)
    model.add(Dense(2, name="d"))
    print(model, model.layers)
    model.build((None, 3))
    model.set_weights([np.arange(6).reshape(3, 2) / 4, np.zeros(2)])
    print(model, model.layers)
    print(model.weights)
    print(model.weights[1])
    print(metrics.Precision(), metrics.Precision(), metrics.AUC(), metrics.BinaryAccuracy(), metrics.TruePositives(name="t"))
    print([optimizers.Adam().name, optimizers.Adam().name, optimizers.RMSprop().name, optimizers.AdamW().name, optimizers.SGD(name="s").name])
    print(layers.Dense(3), layers.Dropout(0.5), layers.Flatten())


def objects():
    for one in (
        callbacks.EarlyStopping(), callbacks.ReduceLROnPlateau(), callbacks.History(), callbacks.TerminateOnNaN(), callbacks.SwapEMAWeights(),
        callbacks.LearningRateScheduler(lambda epoch: 0.1), callbacks.LambdaCallback(), callbacks.CSVLogger("log.csv"),
        optimizers.Adam(), optimizers.AdamW(), optimizers.RMSprop(), optimizers.SGD(), optimizers.Adafactor(), optimizers.LossScaleOptimizer(optimizers.SGD()),
        optimizers.schedules.ExponentialDecay(0.1, 1, 0.5), optimizers.schedules.CosineDecay(0.1, 3),
        keras.initializers.GlorotUniform(), keras.initializers.Zeros(), keras.initializers.Orthogonal(), keras.initializers.Constant(1),
        keras.regularizers.L1(), keras.regularizers.OrthogonalRegularizer(), keras.constraints.MaxNorm(), keras.constraints.UnitNorm(),
    ):
        print(one)


def fits():
    model = small(metrics=["mae", "accuracy"])
    clock(0.03)
    history = model.fit(X, Y, batch_size=8, epochs=2, validation_split=0.25)
    print(list(history.history))
    print(list(model.evaluate(X, Y, batch_size=20, return_dict=True)))
    model.predict(X, batch_size=3)
    model.predict(X[:1])
    clock(2.7)
    model.fit(X, Y, batch_size=1, epochs=1, verbose=1)
    clock(0.00002)
    model.fit(X, Y, batch_size=4, epochs=2, verbose=2, validation_data=(X, Y))
    model.evaluate(X, Y, verbose=2)
    model.predict(X, verbose=2)
    clock(75)
    model.fit(X[:12], Y[:12], batch_size=1, epochs=1)


def early_stopping():
    model = small(metrics=["mae"])
    clock(0.1)
    stop = callbacks.EarlyStopping("loss", min_delta=10, patience=1, verbose=1, restore_best_weights=True)
    model.fit(X, Y, batch_size=20, epochs=9, callbacks=[stop])
    stop = callbacks.EarlyStopping("mae", min_delta=10, patience=2, verbose=1)
    model.fit(X, Y, epochs=9, verbose=0, callbacks=[stop])


def rates():
    model = small(optimizer=optimizers.SGD(0.1))
    clock(0.1)
    plateau = callbacks.ReduceLROnPlateau("loss", factor=0.3, patience=1, min_delta=10, verbose=1)
    model.fit(X, Y, batch_size=20, epochs=4, callbacks=[plateau])
    schedule = callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5 + 0.001, verbose=1)
    history = model.fit(X, Y, batch_size=20, epochs=3, verbose=2, callbacks=[schedule])
    print(list(history.history))


def not_a_number():
    model = Sequential([keras.Input((1,)), Dense(1)])
    model.compile("sgd", "mse")
    model.set_weights([np.array([[3e30]]), np.zeros(1)])
    clock(0.1)
    model.fit(np.ones((4, 1)), Y[:4], batch_size=2, epochs=2, callbacks=[callbacks.TerminateOnNaN()])


def arrays():
    """Weights as NumPy prints them."""
    layer = Dense(1, name="w")
    layer.build((None, 1))
    for values in (
        [0.1, -2.5, 3], [1e-5, 1], [123456789.0, 1], [1e-8, 2e-8], [1 / 3, 2 / 3, 1e-3], [0.0, -0.0], [1e9], [100000.5, 0.25, 3000],
        [[1.5, -22.25], [300, 0.125]], [[[1, 2], [3, 4]], [[5, 6], [7, 8.5]]], list(np.arange(30) / 7), list(np.arange(1200) / 8),
        (np.arange(1400).reshape(100, 14) / 4).tolist(), (np.arange(8) / 3).reshape(2, 2, 2).tolist(), [16777216.0, 0.1], [99999999.0, 1],
    ):
        variable = keras.Variable(np.array(values, "float32"), name="v")
        print(variable)


def configs():
    for layer in (
        Dense(3), Dense(3, activation="relu", use_bias=False, kernel_initializer="he_normal", bias_initializer=keras.initializers.Constant(0.5),
                        kernel_regularizer=keras.regularizers.L2(0.01), activity_regularizer="l1", kernel_constraint="max_norm", trainable=False),
        layers.Dropout(0.25, seed=3), layers.Flatten(), layers.Activation("gelu"), layers.ReLU(6.0), layers.LeakyReLU(0.1), layers.ELU(0.5),
        layers.Softmax(), layers.ActivityRegularization(0.1, 0.2), layers.InputLayer((3,)),
        Dense(2, kernel_initializer=keras.initializers.VarianceScaling(2.0, "fan_out", "uniform", 3), bias_initializer="ones",
              kernel_regularizer=keras.regularizers.L1L2(0.1, 0.2), bias_constraint=keras.constraints.MinMaxNorm(0.1, 2.0)),
    ):
        print(layer.get_config())
    model = wide()
    print(model.get_config())
    print(model.to_json())
    model.pop()
    print(Sequential([Dense(3)]).get_config())
    print(Sequential().get_config())


def parts():
    """Objects and their configurations: floats, the order of the keys, types, names."""
    schedules = optimizers.schedules
    for one in (
        losses.BinaryCrossentropy(), losses.BinaryFocalCrossentropy(gamma=3.0), losses.CategoricalCrossentropy(from_logits=True), losses.CategoricalFocalCrossentropy(),
        losses.Circle(), losses.CosineSimilarity(), losses.Dice(), losses.Huber(), losses.LogCosh(), losses.MeanSquaredError(reduction="sum", name="m"),
        losses.SparseCategoricalCrossentropy(ignore_class=1), losses.Tversky(), losses.KLDivergence(),
        metrics.FBetaScore(), metrics.IoU(3, [0, 1]), metrics.MeanIoU(2), metrics.PrecisionAtRecall(0.5), metrics.PrecisionAtRecall(0.6), metrics.BinaryCrossentropy(), metrics.AUC(),
        optimizers.SGD(), optimizers.SGD(), optimizers.RMSprop(), optimizers.Ftrl(), optimizers.Adafactor(), optimizers.LossScaleOptimizer(optimizers.SGD()), optimizers.Muon(),
        schedules.PolynomialDecay(0.1, 10), schedules.CosineDecay(0.1, 10), schedules.CosineDecayRestarts(0.1, 10),
        keras.regularizers.L1(), keras.regularizers.L2(), keras.regularizers.L1L2(0.1, 0.2), keras.constraints.MinMaxNorm(), keras.constraints.MaxNorm(),
        keras.initializers.Constant(), keras.initializers.RandomNormal(), keras.initializers.RandomUniform(), keras.initializers.HeNormal(),
        keras.initializers.VarianceScaling(), keras.initializers.Orthogonal(),
        layers.Masking(), layers.Conv2DTranspose(2, 2), layers.LSTMCell(2), layers.RNN(layers.GRUCell(2)), layers.SpatialDropout1D(0.1), layers.SpatialDropout2D(0.1),
        layers.CategoryEncoding(4), layers.Discretization([0.0, 1.0]), layers.IntegerLookup(), layers.StringLookup(vocabulary=["a"]), layers.TextVectorization(),
        layers.Attention(), layers.MultiHeadAttention(2, 3), layers.EinsumDense("ab,bc->ac", 3), layers.RandomZoom(0.2),
        layers.RandomRotation(0.2), layers.Resizing(3, 4), layers.Rescaling(0.5), layers.Dense(2, activation="swish"),
        losses.Huber(0.5), keras.initializers.Identity(2.0),
    ):
        print(one)
        print(one.get_config())


def model_configs():
    """Configurations of graphs, and of models in models."""
    inner = Sequential([keras.Input((2,)), Dense(2)])
    inputs = keras.Input((2,))
    chain = keras.Model(inputs, layers.add([inputs, Dense(2)(inputs)]))
    outer = keras.Input((2,))
    print(keras.Model(outer, chain(inner(outer))).get_config())
    print(Sequential([keras.Input((2,)), inner, chain]).get_config())


def forms():
    """Configurations and forms of objects, as Python prints them and as JSON."""
    for one in (
        layers.Hashing(3), layers.Hashing(3, output_mode="one_hot"), layers.HashedCrossing(3), layers.HashedCrossing(3, output_mode="one_hot"),
        layers.SimpleRNNCell(2), layers.SimpleRNNCell(2, seed=4), layers.LSTM(2), layers.RNN(layers.SimpleRNNCell(2)), layers.Masking(), layers.Resizing(3, 4), layers.Discretization([0.0, 1.0]),
        metrics.AUC(thresholds=[1.0, 0.5]), metrics.Precision(thresholds=[0.25, 1.0]), metrics.AUC(), losses.Huber(), optimizers.Muon(),
        optimizers.Adam(optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)), keras.initializers.Zeros(), keras.initializers.Constant(1.0), keras.initializers.HeNormal(3),
        keras.regularizers.L1(), keras.regularizers.L2(0.1), keras.regularizers.OrthogonalRegularizer(), keras.constraints.MaxNorm(), keras.constraints.NonNeg(),
    ):
        print(one.get_config())
        module = type(one).__module__.split(".")[2]
        print(json.dumps(getattr(keras, module).serialize(one)))
    print(keras.regularizers.serialize(keras.regularizers.L2()), keras.constraints.serialize(keras.constraints.UnitNorm()))
    model = Sequential([keras.Input((5, 3)), layers.Masking(), layers.LSTM(2)])
    print(model.to_json())
    print(model.metrics_names)
    normalization = layers.Normalization()
    normalization.adapt(np.arange(6.0).reshape(2, 3))
    steps = layers.TimeDistributed(Sequential([Dense(2)]))
    print(Sequential([keras.Input((5, 3)), normalization, steps, layers.Bidirectional(layers.GRU(2, return_sequences=True)), layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)])]).to_json())
    print(steps.get_config())
    model = small(metrics=["mae"])
    print(model.metrics_names)
    model.train_on_batch(X, Y)
    print(model.metrics_names)
    inputs = keras.Input((4,))
    model = keras.Model(inputs, [Dense(1, name="a")(inputs), Dense(1, name="b")(inputs)])
    model.compile("sgd", "mse", metrics=[["mae"], ["mse"]])
    model.train_on_batch(X, [Y, Y])
    print(model.metrics_names)


def order():
    """Metrics whose names come after those of the validation; a number of bytes halfway between two; what is missing."""
    inputs = keras.Input((4,))
    model = keras.Model(inputs, [Dense(1, name="zeta")(inputs), Dense(1, name="alpha")(inputs)])
    model.compile("sgd", "mse", metrics=[["mae"], []])
    clock(0.03)
    history = model.fit(X, [Y, Y], batch_size=20, verbose=2, validation_data=(X, [Y, Y]))
    print(list(history.history))
    Sequential([keras.Input((287,)), Dense(1)]).summary()


def masks():
    """Operations on masks among the layers of functional models; what their inputs, outputs and weights are shown as."""
    lstm = lambda x: layers.LSTM(2)(x)

    def nested(last):
        inputs = keras.Input((4, 2))
        return keras.Model(inputs, last(inputs))

    def attended(x):
        attention = layers.Attention()([x, x])
        return lstm(attention)

    def added(x):
        other = layers.Masking()(layers.Conv1D(2, 1)(x))
        return lstm(layers.add([layers.Masking(0.5)(x), other]))

    def concatenated(x, other, axis):
        both = layers.Concatenate(axis=axis)([x, other(x)])
        return lstm(both)

    for make in (
        lambda x: layers.Dense(2)(x),
        lambda x: layers.add([lstm(x), layers.GRU(2)(x)]),
        added,
        lambda x: layers.GlobalAveragePooling1D()(layers.Dropout(0.1)(x)),
        attended,
        lambda x: concatenated(x, layers.Dense(1), -1),
        lambda x: concatenated(x, layers.Conv1D(2, 1), 1),
        lambda x: nested(lstm)(x),
    ):
        keras.utils.clear_session()
        inputs = keras.Input((4,))
        model = keras.Model(inputs, make(layers.Embedding(5, 2, mask_zero=True)(inputs)))
        model.summary(line_length=79)
        print(model.to_json())
    a, b = keras.Input((4,)), keras.Input((4,))
    embedding, shared = layers.Embedding(5, 2, mask_zero=True), layers.LSTM(2)
    keras.Model([a, b], layers.add([shared(embedding(a)), shared(embedding(b))])).summary(show_trainable=True)
    inputs = keras.Input((3,))
    normalization = layers.Normalization()
    hidden = normalization(inputs)
    print(normalization.weights)
    model = keras.Model([inputs], dict(b=Dense(1, name="first")(hidden), a=Dense(1, name="second")(hidden)))
    print(model.output_names)
    model.summary()
    print(keras.models.model_from_json(model.to_json()).to_json())


def refused():
    """Names of other versions, and metrics that take no number per sample as targets."""
    def first_sentence(make):
        try:
            make()
            print("accepted")
        except ValueError as error:
            print(str(error).split(": ")[0] if "identifier" in str(error) else error)

    for module, names in dict(
        losses=["logcosh", "log_cosh", "kld", "KLD", "categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy"],
        metrics=["kld", "KLD", "kl_divergence", "fbeta_score", "f_beta_score"],
        regularizers=["l1_l2", "l1l2"],
    ).items():
        for name in names:
            first_sentence(lambda: getattr(keras, module).get(name))
    for metric in ("bce", metrics.F1Score(), "mse", "accuracy", metrics.FBetaScore()):
        first_sentence(lambda: small(metrics=[metric]).fit(X, Y, verbose=0))


programs = dict(refused=refused, masks=masks, parts=parts, forms=forms, model_configs=model_configs, order=order, summaries=summaries, graphs=graphs, states=states, when_states=when_states, reprs=reprs, objects=objects, fits=fits, early_stopping=early_stopping,
                rates=rates, not_a_number=not_a_number, arrays=arrays, configs=configs)


def output(program):
    keras.utils.clear_session()
    keras.utils.set_random_seed(42)
    with contextlib.redirect_stdout(io.StringIO()) as text, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program()
    return re.sub("0x[0-9a-f]{12}", "0x############", text.getvalue())


os.environ["COLUMNS"] = "80"
os.chdir(tempfile.mkdtemp())
texts = {name: output(program) for name, program in programs.items()}
os.environ["COLUMNS"] = "46"
texts["summaries of 46 columns"] = output(lambda: wide().summary())
(HERE / "keras3_words.json").write_text(json.dumps(dict(about=f"Keras {keras.__version__}, by keras3_words.py", **texts), indent=1, ensure_ascii=False) + "\n")
