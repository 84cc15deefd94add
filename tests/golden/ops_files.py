"""Makes ops_files.json: models as Keras writes them, with an operation whose setting is infinite and one that is called twice, and
what they predict.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python ops_files.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import ops
from keras.src.ops.nn import Relu

X = np.array([[1.0, -2], [0.5, 3]])


def infinite(inputs):
    return ops.add(ops.norm(inputs, ord=np.inf, axis=-1, keepdims=True), ops.norm(inputs, ord=-np.inf, axis=-1, keepdims=True))


def twice(inputs):
    relu = Relu(name="relu")
    positive = relu(inputs)
    return ops.subtract(positive, relu(ops.negative(ops.add(positive, inputs))))


def run(network):
    keras.backend.clear_session()
    inputs = keras.Input((2,))
    model = keras.Model(inputs, network(inputs))
    return {"json": model.to_json(), "predictions": model.predict(X, verbose=0).ravel().tolist()}


if __name__ == "__main__":
    figures = {network.__name__: run(network) for network in (infinite, twice)}
    path = pathlib.Path(__file__).parent / "ops_files.json"
    path.write_text(json.dumps(figures) + "\n")
