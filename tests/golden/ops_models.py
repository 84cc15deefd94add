"""Makes ops_models.json: histories and weights of a functional model of operations, and of one whose training step is written with
them; configurations of models with operations, what they predict, the forms of all operations of ops.py, and parts of a tensor.

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

from ops import written
from ops_calls import CALLS

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




def many():
    """Constants, several outputs, other types, and Python's operators."""
    inputs = keras.Input((4,))
    x = 2 * ops.clip(dense(4, 3)(inputs), -1, 1) + np.array([0.5, 1, 1.5, 2], "float32")
    x = ops.einsum("bij,bkj->bik", *[ops.transpose(ops.reshape(x, (-1, 2, 2)), (0, 2, 1))] * 2)
    x = abs(-x[:, 0] / ops.convert_to_tensor([2.0, 4.0]) + ops.softmax(x)[..., ::-1, -1])
    values, indices = ops.top_k(ops.stack([x[:, 0], x[:, 1], ops.sum(x, axis=1)], axis=-1), 2)
    kept = ops.where(ops.greater(values, 0.5), values, ops.cast(indices, "float32"))
    return inputs, ops.concatenate([kept, ops.one_hot(indices[:, 0], 3), values - 1 ** ops.ones_like(values)], -1)


def masked(kind):
    """Keras' operations lose masks; a mask of one's own is an operation like others."""
    inputs = keras.Input((5,), dtype="int32")
    embedding = keras.layers.Embedding(6, 3, mask_zero=True, embeddings_initializer=keras.initializers.RandomUniform(seed=4))
    x = embedding(inputs)
    if kind != "kept":
        x = ops.multiply(x, 3.0)
    initializers = {"kernel_initializer": keras.initializers.GlorotUniform(seed=5), "recurrent_initializer": keras.initializers.Orthogonal(seed=6)}
    mask = {"mask": ops.not_equal(ops.mod(inputs, 3), 0)} if kind == "own" else {}
    x = keras.layers.SimpleRNN(2, return_sequences=True, **initializers)(x, **mask)
    return inputs, ops.tanh(ops.mean(x, axis=1))


def stored(network, x):
    keras.backend.clear_session()
    model = keras.Model(*network())
    return {
        "config": json.loads(model.to_json()),
        "weights": [{"values": one.ravel().tolist(), "shape": one.shape} for one in model.get_weights()],
        "x": x.tolist(),
        "predictions": model.predict(x, verbose=0).ravel().tolist(),
    }


def form(name, args, kwargs):
    """The operation that a symbolic call makes; None for a function that is none."""
    given = [keras.KerasTensor(one.shape, tf.as_dtype(one.dtype).name) if isinstance(one, np.ndarray) else one for one in args]
    if isinstance(args[0], (list, tuple)) and len(args[0]) and isinstance(args[0][0], np.ndarray):
        given[0] = [keras.KerasTensor(one.shape, tf.as_dtype(one.dtype).name) for one in args[0]]
    try:
        result = getattr(ops, name)(*given, **kwargs)
        first = result[0] if isinstance(result, (list, tuple)) and result else result
        if not isinstance(first, keras.KerasTensor):
            return None
        operation = first._keras_history.operation
        found = keras.saving.serialize_keras_object(operation)
    except Exception:
        return None
    return {"module": found["module"], "class_name": found["class_name"], "config": {key: written(one) for key, one in operation.get_config().items()} | {"name": None}}


forms = [(name, [type(one).__name__ for one in args], form(name, args, kwargs)) for name, args, kwargs in CALLS]
cube = np.arange(24).reshape(2, 3, 4)
keys = ["0", "-1", ":, 0", "..., -1", ":, 1:", ":, ::2, 1:3", "..., ::-1", ":, None, 2", "1, -2:", ":, 1:9", "..., 3:0:-2", ""]
out = {
    "functional": trained(keras.Model(*network())),
    "step": trained(OwnStep(*network())),
    "stored": {
        "network": stored(network, X),
        "many": stored(many, np.round(np.random.default_rng(3).uniform(-2, 2, (5, 4)), 2)),
        **{kind: stored(lambda: masked(kind), np.array([[1, 2, 0, 0, 3], [3, 4, 5, 0, 0]])) for kind in ("lost", "own", "kept")},
    },
    "forms": [None if found is None else found | {"call": i} for i, (_, _, found) in enumerate(forms)],
    "items": {key: eval(f"cube[{key}]" if key else "cube[...]").tolist() for key in keys},
}
text = json.dumps(out, separators=(",", ":"))
pathlib.Path(__file__).with_name("ops_models.json").write_text(text)
