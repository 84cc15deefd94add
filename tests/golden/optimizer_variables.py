"""Makes optimizer_variables.json: the paths, shapes, types and values of the variables of optimizers, before and after two batches.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python optimizer_variables.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import optimizers

OPTIMIZERS = {
    "SGD": lambda: optimizers.SGD(0.1),
    "Adam": lambda: optimizers.Adam(0.1, amsgrad=True),
    "RMSprop": lambda: optimizers.RMSprop(optimizers.schedules.ExponentialDecay(0.1, 10, 0.9), momentum=0.5),
}


def shown(optimizer):
    return [
        {"path": one.path, "shape": list(one.shape), "dtype": one.dtype, "values": one.numpy().ravel().tolist()}
        for one in optimizer.variables
    ]


def run(make):
    keras.backend.clear_session()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[0.5], [-0.5]]), np.array([0.25])])
    optimizer = make()
    model.compile(optimizer, "mse")
    before = shown(optimizer)
    model.fit(np.array([[1.0, 2], [0, 1]]), np.array([[1.0], [0]]), batch_size=1, shuffle=False, verbose=0)
    return {"before": before, "after": shown(optimizer)}


if __name__ == "__main__":
    figures = {name: run(make) for name, make in OPTIMIZERS.items()}
    path = pathlib.Path(__file__).parent / "optimizer_variables.json"
    path.write_text(json.dumps(figures) + "\n")
