"""Makes ops_models.json: histories and weights of a functional model of operations, and of one whose training step is written with them.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python ops_models.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

X = np.array([[1.0, 2], [0, 1], [2, 0], [1, 1]])
Y = np.array([[1.0], [0], [1], [0]])
FIT = {"epochs": 3, "batch_size": 2, "shuffle": False, "verbose": 0}


def dense(units, seed):
    return keras.layers.Dense(units, kernel_initializer=keras.initializers.GlorotUniform(seed=seed))


def network():
    inputs = keras.Input((2,))
    hidden = ops.relu(dense(3, 1)(ops.concatenate([inputs, ops.square(inputs)], -1)))
    first, others = ops.split(hidden, [1], axis=-1)
    product = ops.multiply(first, ops.mean(others, axis=-1, keepdims=True))
    return inputs, dense(1, 2)(ops.concatenate([product, hidden], -1))


class OwnStep(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            error = ops.subtract(ops.cast(y, "float32"), self(x, training=True))
            loss = ops.mean(ops.where(ops.less(ops.abs(error), 0.5), ops.square(error), ops.abs(error)))
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        return {"huber": loss}


def trained(model):
    model.compile("sgd", "mse")
    history = model.fit(X, Y, **FIT).history
    return {"history": history, "weights": [weight.ravel().tolist() for weight in model.get_weights()]}


out = {"functional": trained(keras.Model(*network())), "step": trained(OwnStep(*network()))}
pathlib.Path(__file__).with_name("ops_models.json").write_text(json.dumps(out, separators=(",", ":")))
