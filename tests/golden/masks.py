"""Makes masks.json: functional models whose layers get masks, with what Keras on TensorFlow predicts.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python masks.py

A configuration holds the operations by which Keras makes the masks. Value i of all weights is ((7 · i) mod 11 + 1) / 20.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from keras import Input, Model, Sequential, layers

X = np.array([[1, 2, 0, 0], [3, 0, 0, 4], [2, 2, 2, 2], [0, 0, 1, 0]])
Y = np.array([[1.0], [0.5], [-1.0], [0.25]])


def nested(last):
    inputs = Input((4, 2))
    return Model(inputs, last(inputs))


class Doubled(layers.Layer):
    """Calls a layer, which gets the mask of its inputs."""

    def __init__(self, **options):
        super().__init__(**options)
        self.lstm = layers.LSTM(2)

    def call(self, inputs):
        return self.lstm(tf.multiply(inputs, 2.0)) + self.lstm(inputs)


lstm = lambda x: layers.LSTM(2)(x)
CASES = dict(
    lstm=lstm,
    bidirectional=lambda e: lstm(layers.Bidirectional(layers.LSTM(2, return_sequences=True))(layers.Dropout(0.0)(e))),
    average=lambda e: layers.GlobalAveragePooling1D()(e),
    time_distributed=lambda e: lstm(layers.TimeDistributed(layers.Dense(2))(e)),
    masking=lambda e: lstm(layers.Masking(0.1)(layers.Conv1D(2, 1)(e))),
    nested=lambda e: nested(lstm)(e),
    nested_stack=lambda e: lstm(Sequential([Input((4, 2)), layers.Dense(2)])(e)),
    normalized=lambda e: lstm(layers.BatchNormalization()(e)),
    attention=lambda e: lstm(layers.Attention()([e, e])),
    add=lambda e: lstm(layers.Add()([e, layers.LSTM(2, return_sequences=True)(e)])),
    # Steps that do not count leave these out.
    multiply=lambda e: layers.Flatten()(layers.Multiply()([layers.Masking()(layers.Conv1D(2, 1)(e)), e])),
    multiply_unmasked=lambda e: layers.Flatten()(layers.Multiply()([layers.Conv1D(2, 1)(e), e])),
    extremes=lambda e: lstm(layers.Maximum()([e, layers.Minimum()([layers.Dense(2)(e), layers.Masking(0.05)(e)])])),
    extremes_unmasked=lambda e: layers.Flatten()(layers.Maximum()([e, layers.Conv1D(2, 1)(e)])),
    # Keras sees no mask after these.
    add_unmasked=lambda e: lstm(layers.Add()([e, layers.Conv1D(2, 1)(e)])),
    convolution=lambda e: lstm(layers.Conv1D(2, 1)(e)),
    pooling=lambda e: lstm(layers.MaxPooling1D(1)(e)),
    flat=lambda e: layers.BatchNormalization()(layers.Flatten()(e)),
    concatenate=lambda e: lstm(layers.Concatenate()([e, layers.Dense(1)(e)])),
    concatenate_steps=lambda e: lstm(layers.Concatenate(axis=1)([e, layers.Conv1D(2, 1)(e)])),
    layer_within=lambda e: Doubled()(e),
    # Equal maxima share the gradient.
    maximum=lambda e: layers.GlobalMaxPooling1D()(layers.Dense(2, activation="relu")(e)),
)


def case(make):
    keras.utils.clear_session()
    inputs = Input((4,))
    model = Model(inputs, make(layers.Embedding(5, 2, mask_zero=True)(inputs)))
    at = 0
    weights = []
    for weight in model.get_weights():
        i = np.arange(at, at + weight.size)
        at += weight.size
        weights.append((((7 * i) % 11 + 1) / 20).reshape(weight.shape))
    model.set_weights(weights)
    predictions = model.predict(X, verbose=0)
    model.compile(keras.optimizers.SGD(0.1), "mse")
    loss = model.fit(X, np.repeat(Y, model.output_shape[-1], 1), epochs=3, shuffle=False, verbose=0).history["loss"]
    short = lambda values: [float(f"{value:.7g}") for value in np.ravel(values)]
    return dict(model=json.loads(model.to_json()), predictions=short(predictions), loss=short(loss))


def without_defaults(form):
    """A configuration without what the cases do not need."""
    if isinstance(form, list):
        return [without_defaults(one) for one in form]
    if not isinstance(form, dict):
        return form
    left_out = ("_initializer", "_regularizer", "_constraint", "compile_config", "build_config", "dtype")
    return {key: without_defaults(one) for key, one in form.items() if not key.endswith(left_out)}


out = {name: case(make) for name, make in CASES.items()}
for one in out.values():
    one["model"] = without_defaults(one["model"])
(pathlib.Path(__file__).parent / "masks.json").write_text(json.dumps(out) + "\n")
