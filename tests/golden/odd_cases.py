"""Makes odd_cases.json: what Keras makes of data at the edge, such as lists of numbers, infinities and ties.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python odd_cases.py
"""

import json
import math
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf

INF = math.inf
row, weights = ([0.4, 0.5], [0.5, 0.25]), [1.0, 3.0]
ties = [[0, 1, 0], [0, 0, 1], [1, 0, 0]], [[1, 1, 0.2], [0.3, 0.1, 0.3], [0.5, 0.6, 0.7]]
edges = [[-INF, INF, -1, 0, 1, 3, 6, 7]]

CALLS = [
    *(("losses." + name, {"reduction": reduction}, *row, *extra)
      for name in ["KLDivergence", "CosineSimilarity", "MeanAbsoluteError", "CategoricalHinge", "Poisson", "CategoricalCrossentropy"]
      for reduction, extra in [("sum_over_batch_size", ()), ("none", ()), ("sum", (weights,)), ("mean_with_sample_weight", (weights,))]),
    ("losses.SparseCategoricalCrossentropy", {}, [1], [0.1, 0.7, 0.2]),
    ("losses.MeanSquaredError", {"reduction": "none"}, [[0.0, 1.0]], [[0.5, 1.0]], [[2.0]]),
    *(("metrics." + name, {}, *row) for name in ["KLDivergence", "CosineSimilarity", "MeanSquaredError", "CategoricalHinge"]),
    *(("metrics.TopKCategoricalAccuracy", {"k": k}, *ties) for k in [1, 2]),
    ("metrics.SparseTopKCategoricalAccuracy", {"k": 1}, [1, 2, 0], ties[1]),
    ("metrics.SparseCategoricalAccuracy", {}, [1, 2, 0], ties[1]),
    *(("activations." + name, {}, edges)
      for name in ["relu6", "sparse_sigmoid", "selu", "hard_sigmoid", "hard_tanh", "hard_shrink", "soft_shrink"]),
    ("activations.relu", {"max_value": 2.0, "threshold": 0.5}, [[INF, -1, 0.5, 0.6, 3]]),
    ("metrics.R2Score", {"class_aggregation": "variance_weighted_average"}, [[1.0, 2], [1, 4], [1, 6]], [[1.5, 2], [1, 5], [1, 7]]),
    *(("constraints." + name, options, [[[1.0, 2], [3, 4]], [[5, 6], [7, 8]]])
      for name, options in [("UnitNorm", {"axis": 1}), ("MaxNorm", {"max_value": 1, "axis": [0, 1]}), ("UnitNorm", {"axis": [0, 2, 1]}),
                            ("MinMaxNorm", {"axis": -1, "rate": 0.5}), ("UnitNorm", {"axis": [-1, 0]})]),
    ("constraints.UnitNorm", {"axis": -1}, [3.0, 4.0]),
    *(("metrics.AUC", {"curve": curve}, [0, 1, 1, 0, 1], [0.1, 0.4, 0.8, 0.6, 0.3], [1, -1, 2, -0.5, 0.5]) for curve in ["PR", "ROC"]),
]


def called(name, options, *args):
    args = [np.array(a, "float32" if any(isinstance(v, float) for v in np.ravel(a).tolist()) else "int32") for a in args]
    group, _, name = name.partition(".")
    found = getattr(getattr(keras, group), name)
    if group == "activations":
        return found(args[0].astype("float32"), **options)
    if group == "constraints":
        return found(**options)(args[0])
    if group == "losses":
        return found(**options)(*args)
    metric = found(**options)
    metric.update_state(*args)
    return metric.result()


LAYERS = [
    *((name, config, [[[1.0, 2], [3, 4]]], {"training": True})
      for name, config in [("Dropout", {"rate": 1.0}), ("SpatialDropout1D", {"rate": 1.0}),
                           ("LSTM", {"units": 1, "dropout": 1.0, "kernel_initializer": "ones", "recurrent_initializer": "ones", "bias_initializer": "ones"})]),
    ("Softmax", {"axis": 0}, [[1.0, 2], [3, 4]], {}),
    ("Softmax", {"axis": 5}, [[1.0, 2], [3, 4]], {}),
    ("Dot", {"axes": 0}, ([[1.0, 2]], [[3.0, 4]]), {}),
    ("StringLookup", {"output_mode": "tf_idf"}, ["q", "a"], {"adapt": ["a", "b", "a"]}),
    ("TextVectorization", {"split": None, "vocabulary": ["b", "a"]}, ["A", "b", "c"], {}),
    ("TextVectorization", {"split": None, "vocabulary": ["b", "a"], "output_sequence_length": 3}, [["A", "b"], ["c", "a"]], {}),
    ("AdditiveAttention", {"use_scale": False},
     ([[[[0.1, 0.2, 0.3]], [[0.4, 0.5, 0.6]]]], [[[[0.3, 0.1, 0.2]], [[0.6, 0.4, 0.5]]]]), {}),
    ("AdditiveAttention", {},
     ([[[[0.1, 0.2, 0.3]] * 2]], [[[[0.3, 0.1, 0.2], [0.6, 0.4, 0.5]]]]), {"scale": [0.5, -1.0, 2.0]}),
]


def layer_case(name, config, inputs, call):
    """What a layer makes of data; the error, if Keras refuses them."""
    call = dict(call)
    layer = getattr(keras.layers, name)(**config)
    tensor = lambda data: np.array(data, "float32") if np.array(data).dtype.kind != "U" else np.array(data)
    given = [tensor(one) for one in inputs] if isinstance(inputs, tuple) else tensor(inputs)
    case = {"layer": name, "config": config, "inputs": inputs, "several": isinstance(inputs, tuple), **call}
    try:
        if "adapt" in call:
            layer.adapt(call.pop("adapt"))
        if "scale" in call:
            layer.build([one.shape for one in given])
            layer.set_weights([np.array(call.pop("scale"))])
        return {**case, "gives": np.array(layer(given, **call)).tolist()}
    except (ValueError, tf.errors.InvalidArgumentError) as error:
        return {**case, "refused": type(error).__name__}


def open_axes():
    """A model of images of any size with layers that have weights, trained and called with two sizes."""
    norm = keras.constraints.UnitNorm(axis=[0, 1, 2])
    model = keras.Sequential([
        keras.Input((None, None, 2)), keras.layers.Conv2D(3, 1, kernel_initializer=keras.initializers.Constant(0.5), kernel_constraint=norm),
        keras.layers.BatchNormalization(momentum=0.5, beta_initializer="ones"), keras.layers.Dense(2, kernel_initializer="identity"),
        keras.layers.LayerNormalization(gamma_initializer=keras.initializers.Constant(0.25)),
        keras.layers.PReLU(alpha_initializer=keras.initializers.Constant(0.25), shared_axes=[1, 2]),
        keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    x = (np.arange(48, dtype="float32") * 7 % 11).reshape(4, 3, 2, 2)
    history = model.fit(x, np.ones((4, 1)), epochs=2, batch_size=2, shuffle=False, verbose=0).history
    other = (np.arange(16, dtype="float32") * 5 % 7).reshape(1, 2, 4, 2)
    return {"loss": history["loss"], "predicted": model.predict(other, verbose=0).tolist()}


def masked_scores():
    """Scores of targets that see no source."""
    inputs = keras.Input((2,))
    steps = keras.layers.Embedding(3, 2, mask_zero=True, embeddings_initializer="ones")(inputs)
    attention = keras.layers.MultiHeadAttention(1, 2, kernel_initializer="ones")
    model = keras.Model(inputs, attention(steps, steps, return_attention_scores=True))
    return [one.tolist() for one in model.predict(np.array([[1, 0], [0, 0]]), verbose=0)]


def broadcast_masks():
    """Outputs and scores with masks that have one row for all targets, one place for all sources, one sample for all or one head for all."""
    attention = keras.layers.MultiHeadAttention(2, 2)
    query, value = (np.sin(np.arange(n * 4, dtype="float32")).reshape(2, -1, 2) for n in (3, 4))
    attention.build(query.shape, value.shape)
    shapes = [weight.shape for weight in attention.get_weights()]
    attention.set_weights([((np.arange(np.prod(shape)) * 7 % 11 + 1) / 20).reshape(shape) for shape in shapes])
    masks = [(2, 1, 4), (2, 3, 1), (1, 3, 4), (2, 1, 1, 4), (1, 1, 3, 4)]
    return [
        [list(mask), *(np.ravel(one).tolist() for one in attention(
            query, value, attention_mask=(np.arange(np.prod(mask)) % 3 > 0).reshape(mask), return_attention_scores=True))]
        for mask in masks
    ]


class CenterAround(keras.constraints.Constraint):
    """The example of Keras' documentation."""

    def __init__(self, ref_value):
        self.ref_value = ref_value

    def __call__(self, w):
        return w - keras.ops.mean(w) + self.ref_value


class Absolute(keras.regularizers.Regularizer):
    def __call__(self, x):
        return 0.1 * keras.ops.sum(keras.ops.abs(x))


def own_classes():
    """The losses of a training with a constraint and a regularizer of one's own, and the weights after it."""
    layer = keras.layers.Dense(2, use_bias=False, kernel_constraint=CenterAround(0.25), kernel_regularizer=Absolute())
    model = keras.Sequential([keras.Input((2,)), layer])
    model.set_weights([np.array([[0.5, -0.25], [0.75, 1]])])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    x, y = np.array([[1, 2], [-1, 0.5]]), np.array([[1, 0], [0.5, 2]])
    history = model.fit(x, y, epochs=3, shuffle=False, verbose=0).history
    return {"loss": history["loss"], "kernel": model.get_weights()[0].tolist()}


def frozen():
    """The number of trained weights of a wrapper: as made, its layer frozen, itself trained again, itself frozen, its layer alone trained again, both."""
    layer = keras.layers.TimeDistributed(keras.layers.Dense(1))
    layer.build((None, 2, 3))
    counts = [len(layer.trainable_weights)]
    for one, trainable in [(layer.layer, False), (layer, True), (layer, False), (layer.layer, True), (layer, True)]:
        one.trainable = trainable
        counts.append(len(layer.trainable_weights))
    return counts


def frozen_model():
    """The number of trained weights of a model: its first layer frozen, itself trained again, itself frozen, the layer alone trained, itself again."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dense(1)])
    counts = []
    for one, trainable in [(model.layers[0], False), (model, True), (model, False), (model.layers[0], True), (model, True)]:
        one.trainable = trainable
        counts.append(len(model.trainable_weights))
    return counts


class Parts(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.parts = {"a": keras.layers.Dense(1)}
        self.rows = [[keras.layers.Dense(1)], keras.layers.Dense(1)]

    def call(self, x):
        return self.rows[0][0](x) + self.rows[1](x) + self.parts["a"](x)


def tracked():
    layer = Parts()
    layer(np.ones((1, 1)))
    return layer.count_params()


def split_sizes():
    sizes = [(5, 0.5, None), (5, None, 0.5), (5, 0.5, 0.5), (7, 0.5, 0.4)]
    return [{"total": total, "left": left, "right": right,
             "sizes": [len(list(part)) for part in keras.utils.split_dataset(np.arange(total), left, right)]} for total, left, right in sizes]


def numbers(value):
    """Nested lists; what JSON has no word for as text."""
    if isinstance(value, list):
        return [numbers(one) for one in value]
    return value if not isinstance(value, float) or math.isfinite(value) else str(value)


def shared_batch_normalization():
    inputs = keras.Input((3, 2))
    shared = keras.layers.BatchNormalization(momentum=0.5)
    steps = keras.layers.TimeDistributed(shared)(inputs)
    outputs = keras.layers.Dense(1)(keras.layers.Flatten()(steps))
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mse")
    x = np.arange(24, dtype="float32").reshape(4, 3, 2) % 7
    model.fit(x, np.ones((4, 1)), epochs=2, batch_size=2, shuffle=False, verbose=0)
    return [np.array(weight).tolist() for weight in shared.non_trainable_weights]


def up_sampled():
    model = keras.Sequential([
        keras.Input((2, 2, 1)), keras.layers.Conv2D(1, 1, kernel_initializer="ones"), keras.layers.UpSampling2D((1, 3)),
        keras.layers.Flatten(), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.001), "mse")
    x = np.arange(16, dtype="float32").reshape(4, 2, 2, 1) / 8
    fit = model.fit(x, np.ones((4, 1)), epochs=4, shuffle=False, validation_split=0.25, validation_freq=[1, 3], verbose=0)
    return fit.history


def resized():
    """Trains a convolution through images of other sizes."""
    x, losses = (np.arange(96, dtype="float32") * 7 % 11).reshape(4, 6, 4, 1) / 8, []
    for layer in [keras.layers.Resizing(4, 6), keras.layers.Resizing(3, 7, interpolation="nearest"), keras.layers.UpSampling2D((2, 3), interpolation="bilinear")]:
        kernel = keras.initializers.GlorotUniform(seed=1)
        model = keras.Sequential([
            keras.Input((6, 4, 1)), keras.layers.Conv2D(2, 2, activation="tanh", kernel_initializer=kernel), layer,
            keras.layers.Flatten(), keras.layers.Dense(1, kernel_initializer=kernel)])
        model.compile(keras.optimizers.SGD(0.02), "mse")
        losses.append(model.fit(x, np.arange(4) % 2, epochs=4, batch_size=2, shuffle=False, verbose=0).history["loss"])
    return losses


def from_json():
    """The first number of each weight of a model whose attentions draw their weights when they are built: before the next layer is made."""
    inputs = keras.Input((3, 2))
    steps = keras.layers.MultiHeadAttention(1, 2)(inputs, inputs)
    steps = keras.layers.AdditiveAttention()([steps, keras.layers.Dense(2)(steps)])
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.LSTM(2)(steps)))
    keras.utils.set_random_seed(3)
    copy = keras.models.model_from_json(model.to_json())
    return {"json": model.to_json(), "gives": [float(weight.flatten()[0]) for weight in copy.get_weights()]}


def convolutions():
    """Kernels of three axes, which Adafactor and Muon treat in another way than matrices."""
    x, losses = np.arange(24, dtype="float32").reshape(4, 3, 2) % 7 / 4, {}
    for optimizer in [keras.optimizers.Adafactor(0.05), keras.optimizers.Muon(0.05)]:
        kernel = keras.initializers.GlorotUniform(seed=1)
        model = keras.Sequential([keras.Input((3, 2)), keras.layers.Conv1D(3, 2, kernel_initializer=kernel), keras.layers.GlobalAveragePooling1D()])
        model.compile(optimizer, "mse")
        losses[type(optimizer).__name__] = model.fit(x, np.ones((4, 3)), epochs=4, batch_size=2, shuffle=False, verbose=0).history["loss"]
    return losses


def drawn_weights():
    """The first number of each weight of layers whose biases are drawn too: each initializer has a seed, in the order of the options."""
    drawn, cases = "random_normal", []
    for name, config, shape in [
        ("Dense", {"units": 2}, (2,)), ("Conv1D", {"filters": 2, "kernel_size": 2}, (3, 1)), ("Conv2D", {"filters": 2, "kernel_size": 2}, (3, 3, 1)),
        ("Conv3D", {"filters": 1, "kernel_size": 2}, (3, 3, 3, 1)), ("Conv2DTranspose", {"filters": 2, "kernel_size": 2}, (3, 3, 1)),
        ("DepthwiseConv2D", {"kernel_size": 2}, (3, 3, 1)), ("SeparableConv2D", {"filters": 2, "kernel_size": 2}, (3, 3, 1)),
        ("EinsumDense", {"equation": "ab,bc->ac", "output_shape": 2, "bias_axes": "c"}, (2,)), ("LSTM", {"units": 2}, (3, 1)),
        ("GRU", {"units": 2}, (3, 1)), ("SimpleRNN", {"units": 2}, (3, 1)), ("MultiHeadAttention", {"num_heads": 1, "key_dim": 2}, (3, 2)),
    ]:
        keras.utils.set_random_seed(7)
        layer = getattr(keras.layers, name)(**config, bias_initializer=drawn)
        data = np.ones((1, *shape), "float32")
        layer(data, data) if name == "MultiHeadAttention" else layer(data)
        cases.append({"layer": name, "config": {**config, "bias_initializer": drawn}, "shape": shape, "gives": [float(w.flatten()[0]) for w in layer.get_weights()]})
    return cases


def rows_of_zeros():
    """A row of zeros has no direction, and passes no gradient on to its length."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "relu", kernel_initializer="ones"), keras.layers.UnitNormalization(),
                              keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    x = np.array([[-1, -2], [1, 2], [2, 0.5], [-1, 0]], "float32")
    return model.fit(x, np.array([[0], [1], [2], [1]]), epochs=3, batch_size=2, shuffle=False, verbose=0).history["loss"]


class OwnSteps(keras.Model):
    def train_step(self, data):
        return super().train_step(data)

    def test_step(self, data):
        return super().test_step(data)


def own_steps():
    """Models with a train_step of their own: class weights beside a validation, weights for each output, a moving average."""
    def model(outputs=1):
        inputs = keras.Input((1,))
        made = [keras.layers.Dense(1, kernel_initializer="ones", name=f"out_{i}")(inputs) for i in range(outputs)]
        return OwnSteps(inputs, made if outputs > 1 else made[0])

    x, y = np.array([[1.0], [2], [3], [4]]), np.array([[0.0], [1], [0], [1]])
    quiet = {"verbose": 0, "shuffle": False}
    weighed = model()
    weighed.compile(keras.optimizers.SGD(0.01), "mse")
    history = weighed.fit(x, y, epochs=2, class_weight={0: 5, 1: 10}, validation_split=0.25, **quiet).history
    several = model(2)
    several.compile(keras.optimizers.SGD(0.01), "mse", metrics=[[], ["mae"]], weighted_metrics=[["mae"], []])
    weights = [np.array([1.0, 2, 3, 4]), np.array([0.5, 0, 1, 0])]
    outputs = several.fit(x, [y, 1 - y], sample_weight=weights, epochs=2, **quiet).history
    averaged = model()
    averaged.compile(keras.optimizers.SGD(0.1, use_ema=True), "mse")
    seen = []
    see = keras.callbacks.LambdaCallback(on_train_end=lambda logs: seen.append(averaged.get_weights()[0].tolist()))
    averaged.fit(x, y, epochs=2, callbacks=[see], **quiet)
    return {"class weights": history, "outputs": outputs, "average at the end": seen[0]}


rows = [
    {"name": name, "options": options, "args": numbers([np.array(a).tolist() for a in args]),
     "gives": numbers(np.array(called(name, options, *args)).tolist())}
    for name, options, *args in CALLS
]
counts = keras.layers.CategoryEncoding(3, output_mode="count")(np.array([[2, 0]]), count_weights=np.array([[0.5, 2.25]]))
line = np.array([1.0, 2.0, 5.0], "float32")
lines = [keras.layers.Normalization(mean=2.0, variance=4.0)(line)]
adapted = keras.layers.Normalization()
adapted.adapt(line)
lines.append(adapted(line + 1))
out = {"calls": rows, "layers": [layer_case(*case) for case in LAYERS], "open axes": open_axes(), "masked scores": masked_scores(), "broadcast masks": broadcast_masks(), "own classes": own_classes(),
       "frozen": frozen(), "frozen model": frozen_model(), "tracked": tracked(), "split sizes": split_sizes(), "normalized lines": np.array(lines).tolist(), "counts": np.array(counts).tolist(), "up-sampled": up_sampled(), "convolutions": convolutions(), "moving statistics of steps": shared_batch_normalization(), "own steps": own_steps(),
       "drawn weights": drawn_weights(), "rows of zeros": rows_of_zeros(), "resized": resized(), "from JSON": from_json()}
pathlib.Path(__file__).with_name("odd_cases.json").write_text(json.dumps(out, separators=(",", ":")))
