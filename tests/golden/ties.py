"""Makes ties.json: what is learned where equal values tie, or lie at the bend of a function.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python ties.py

The kernel of a layer without inputs of its own holds the values; `after` is that kernel after one batch with SGD of rate 1.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import layers, ops


def dense(values, **options):
    return layers.Dense(len(values), use_bias=False, kernel_initializer=lambda shape, dtype=None: ops.reshape(ops.convert_to_tensor(values, "float32"), shape), **options)


def after(model, loss, targets):
    model.compile(keras.optimizers.SGD(1.0), loss)
    model.train_on_batch(np.ones((1, 1)), np.array([targets]))
    return [float(v) for v in model.get_weights()[0].flatten()]


def of_loss(loss, values, targets):
    model = keras.Sequential([keras.Input((1,)), dense(values)])
    return {"loss": loss, "values": values, "targets": targets, "after": after(model, loss, targets)}


def of_layer(name, values, shape, *options, targets=None):
    layer = getattr(layers, name)(**dict(options))
    tail = [layers.Flatten()] if len(shape) > 1 else []
    model = keras.Sequential([keras.Input((1,)), dense(values), layers.Reshape(shape), layer, *tail])
    given = [0.0] * model.output_shape[1]
    return {"layer": name, "values": values, "shape": shape, "options": dict(options), "after": after(model, "mse", given)}


def of_merging(name, values):
    inputs = keras.Input((1,))
    first = dense(values)(inputs)
    outputs = getattr(layers, name)()([first, dense(values)(inputs)])
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.SGD(1.0), "mse")
    model.train_on_batch(np.ones((1, 1)), np.zeros((1, len(values))))
    return {"merging": name, "values": values, "after": [[float(v) for v in w.flatten()] for w in model.get_weights()]}


def of_penalty(name, values, options):
    model = keras.Sequential([keras.Input((1,)), dense(values, **options())])
    return {"penalty": name, "values": values, "after": after(model, "mse", values)}


FUNCTIONS = {
    "max": lambda y, p: ops.max(p, -1),
    "max of all": lambda y, p: ops.max(p),
    "max with kept axes": lambda y, p: ops.max(p, -1, keepdims=True),
    "min": lambda y, p: ops.min(p, -1),
    "abs": lambda y, p: ops.sum(ops.abs(p), -1),
    "relu": lambda y, p: ops.sum(ops.relu(p), -1),
    "relu6": lambda y, p: ops.sum(ops.relu6(p), -1),
    "clip": lambda y, p: ops.sum(ops.clip(p, 0, 6), -1),
    "maximum": lambda y, p: ops.sum(ops.maximum(p, y), -1),
    "minimum": lambda y, p: ops.sum(ops.minimum(p, y), -1),
    "maximum, turned round": lambda y, p: ops.sum(ops.maximum(y, p), -1),
    "minimum, turned round": lambda y, p: ops.sum(ops.minimum(y, p), -1),
}


def of_function(name, values, targets):
    model = keras.Sequential([keras.Input((1,)), dense(values)])
    return {"function": name, "values": values, "targets": targets, "after": after(model, FUNCTIONS[name], targets)}


FOUR = [1.0, 1.0, 0.0, 1.0]
SIXTEEN = [2.0, 2, 1, 1, 2, 2, 1, 3, 0, 0, 3, 3, 0, 0, 3, 3]
out = [
    of_loss("categorical_hinge", [0.25] * 4, [1.0, 0, 0, 0]), of_loss("categorical_hinge", FOUR, [0.0, 0, 1, 0]),
    of_loss("categorical_hinge", [2.0, 1, 1], [1.0, 0, 0]), of_loss("hinge", [1.0, -1, 0, 2], [1.0, -1, 1, 1]),
    of_loss("squared_hinge", [1.0, -1, 0, 2], [1.0, -1, 1, 1]), of_loss("mae", [1.0, 2], [1.0, 1]), of_loss("mape", [1.0, 2, 0], [1.0, 1, 0]),
    of_loss("msle", [0.0, 1], [1.0, 1]), of_loss("huber", [1.0, 2, 0, -1], [1.0, 1, 1, 1]), of_loss("log_cosh", [1.0, 2], [1.0, 1]),
    of_loss("kl_divergence", [0.0, 1, 0.5], [0.0, 0.5, 0.5]), of_loss("binary_crossentropy", [0.0, 1, 0.5], [0.0, 0, 1]),
    of_loss("cosine_similarity", [0.0, 0], [1.0, 1]), of_loss("poisson", [0.0, 1], [0.0, 1]),
    of_layer("GlobalMaxPooling1D", FOUR, (2, 2)), of_layer("GlobalMaxPooling2D", SIXTEEN, (2, 4, 2)),
    of_layer("GlobalMaxPooling3D", SIXTEEN, (2, 2, 2, 2), ("keepdims", True)),
    of_layer("MaxPooling1D", SIXTEEN, (8, 2)), of_layer("MaxPooling1D", SIXTEEN, (16, 1), ("pool_size", 3), ("strides", 1)),
    of_layer("MaxPooling2D", SIXTEEN, (4, 4, 1)), of_layer("MaxPooling2D", SIXTEEN, (4, 4, 1), ("strides", 1), ("padding", "same")),
    of_layer("ReLU", [0.0, 1, 6, 7], (4,), ("max_value", 6)), of_layer("ReLU", [0.0, 1, 6, 7], (4,), ("max_value", 3)),
    of_layer("PReLU", [0.0, 1, -1], (3,), ("alpha_initializer", "ones")), of_layer("LeakyReLU", [0.0, 1, -1], (3,)),
    of_layer("UnitNormalization", [0.0, 0], (2,)), of_layer("Softmax", FOUR, (4,)),
    of_merging("Maximum", [1.0, 2]), of_merging("Minimum", [1.0, 2]),
    of_penalty("kernel l1", [0.0, 1, -1], lambda: {"kernel_regularizer": keras.regularizers.L1(0.5)}),
    of_penalty("activity l1", [0.0, 1, -1], lambda: {"activity_regularizer": keras.regularizers.L1(0.5)}),
    of_penalty("orthogonal", [0.0, 1, -1], lambda: {"kernel_regularizer": keras.regularizers.OrthogonalRegularizer(0.5, mode="columns")}),
    *[of_function(name, [0.0, 6, 3, 0, 6], [0.0, 6, 3, 1, 5]) for name in FUNCTIONS],
]
pathlib.Path(__file__).with_name("ties.json").write_text(json.dumps(out, separators=(",", ":")))
