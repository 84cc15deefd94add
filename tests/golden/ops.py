"""Makes ops.json: calls of keras.ops, their results, and the gradients of the sum of the squares of their first results.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python ops.py

Tensors are written as {"values": ..., "dtype": ...}.
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

from ops_calls import CALLS

HERE = pathlib.Path(__file__).parent
NAMES = json.loads((HERE / "names.json").read_text())["ops"]


def written(value):
    if isinstance(value, (np.ndarray, tf.Tensor)):
        array = np.array(value)
        if array.dtype.kind in "OSU":
            return {"values": array.astype(str).tolist(), "dtype": "string", "shape": list(array.shape)}
        # As short as a float32 can be written.
        numbers = array.astype(str).astype("float64") if array.dtype == "float32" else array.astype("float64")
        return {"values": numbers.tolist(), "dtype": str(array.dtype), "shape": list(array.shape)}
    if isinstance(value, (list, tuple)):
        return [written(one) for one in value]
    return "inf" if value == np.inf else value


def gradients(name, args, kwargs):
    """Those of the float32 arguments, None for one on which the result does not depend."""
    given = [tf.constant(one) if isinstance(one, np.ndarray) else one for one in args]
    watched = [one for one in given if isinstance(one, tf.Tensor) and one.dtype == tf.float32]
    with tf.GradientTape() as tape:
        for one in watched:
            tape.watch(one)
        result = getattr(ops, name)(*given, **kwargs)
        first = result[0] if isinstance(result, (list, tuple)) else result
        if not watched or first.dtype != tf.float32:
            return result, None
        loss = tf.reduce_sum(tf.square(first))
    try:
        found = tape.gradient(loss, watched)
    except (LookupError, NotImplementedError):
        # TensorFlow has no gradient of this operation.
        return result, None
    return result, [written(tf.zeros_like(own) if one is None else tf.convert_to_tensor(one)) for one, own in zip(found, watched)]


if __name__ == "__main__":
    cases = []
    for name, args, kwargs in CALLS:
        assert name in NAMES, name
        result, found = gradients(name, args, kwargs)
        cases.append({
            "name": name, "args": written(args), "kwargs": {key: written(one) for key, one in kwargs.items()},
            "result": written(result), "gradients": found,
        })
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    text = "[\n" + lines + "\n]\n"
    text = text.replace("NaN", "null").replace("Infinity", "1e999")
    (HERE / "ops.json").write_text(text)
