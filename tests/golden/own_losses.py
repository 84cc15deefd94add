"""Makes own_losses.json: functions as the losses of outputs with several axes, of which each returns another shape.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python own_losses.py

`loss` is that of an evaluation, `weight` the first weight of the kernel after a batch.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import ops

INPUTS = np.array([[[1.0, 2], [0, 0], [3, 1]], [[2, 2], [1, 1], [0, 0]]])
TARGETS = np.array([[[1.0, 1], [5, 2], [3, 2]], [[0, 2], [1, 1], [4, 1]]])

squares = lambda a, b: ops.square(a - b)
FUNCTIONS = {
    "places": lambda a, b: ops.mean(ops.square(squares(a, b)), -1),
    "elements": squares,
    "samples": lambda a, b: ops.mean(squares(a, b), [1, 2]),
    "scalar": lambda a, b: ops.mean(squares(a, b)),
}


class Own(keras.losses.Loss):
    def __init__(self, function, reduction):
        super().__init__(reduction=reduction)
        self.function = function

    def call(self, y_true, y_pred):
        return self.function(y_true, y_pred)


def case(function, masked, reduction, weights=None):
    inputs = keras.Input((3, 2))
    x = keras.layers.Masking()(inputs) if masked else inputs
    model = keras.Model(inputs, keras.layers.Dense(2, kernel_initializer="ones")(x))
    model.compile("sgd", Own(FUNCTIONS[function], reduction))
    given = None if weights is None else np.array(weights)
    loss = model.evaluate(INPUTS, TARGETS, sample_weight=given, verbose=0)
    model.train_on_batch(INPUTS, TARGETS, sample_weight=given)
    weight = float(model.get_weights()[0][0, 0])
    return {"function": function, "masked": masked, "reduction": reduction, "weights": weights, "loss": float(loss), "weight": weight}


weights = [1, 3]
out = [
    case("places", False, "sum_over_batch_size"), case("places", True, "sum_over_batch_size"),
    case("places", True, "mean_with_sample_weight"), case("places", True, None), case("elements", False, "sum"),
    case("samples", False, "sum", weights), case("samples", False, "mean_with_sample_weight", weights),
    case("scalar", False, "sum_over_batch_size", weights), case("scalar", False, "sum", weights), case("scalar", True, "sum"),
]
pathlib.Path(__file__).with_name("own_losses.json").write_text(json.dumps(out, separators=(",", ":")))
