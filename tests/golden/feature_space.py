"""Makes feature_space.json: what keras.utils.FeatureSpace makes of a table, and its errors.

pip install keras==3.15.1 tensorflow-cpu==2.21.0
python feature_space.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

HERE = pathlib.Path(__file__).parent
FeatureSpace = keras.utils.FeatureSpace
table = {
    "age": [41.5, 33.0, 52.25, 19.0, 70.0, 33.0],
    "height": [1.5, 1.75, 2.0, 1.25, 1.5, 1.0],
    "job": ["cook", "baker", "cook", "driver", "baker", "cook"],
    "rooms": [3, 1, 3, 2, 5, 1],
    "street": ["elm", "oak", "ash", "elm", "yew", "fir"],
    "text": ["a good cook", "bread and good bread", "cook", "a fast car", "", "good"],
}
cases = {
    "all kinds": lambda: FeatureSpace(
        features={
            "rooms": "integer_categorical",
            "age": "float_normalized",
            "height": "float",
            "job": "string_categorical",
            "street": "string_hashed",
        },
        crosses=[("job", "rooms")],
        crossing_dim=5,
        hashing_dim=6,
    ),
    "with options": lambda: FeatureSpace(
        features={
            "age": FeatureSpace.float_discretized(num_bins=3),
            "height": FeatureSpace.float_rescaled(scale=2.0, offset=-1.0),
            "job": FeatureSpace.string_categorical(max_tokens=3, num_oov_indices=1),
            "rooms": FeatureSpace.integer_hashed(num_bins=4),
        },
        crosses=[FeatureSpace.cross(feature_names=("age", "job"), crossing_dim=3)],
    ),
    "by name": lambda: FeatureSpace(
        features={
            "job": FeatureSpace.string_categorical(output_mode="int"),
            "rooms": FeatureSpace.integer_categorical(num_oov_indices=0),
            "age": "float_discretized",
        },
        crosses=[FeatureSpace.cross(feature_names=("job", "rooms"), crossing_dim=8, output_mode="int")],
        num_discretization_bins=2,
        output_mode="dict",
    ),
    "own layer": lambda: FeatureSpace(
        features={
            "text": FeatureSpace.feature(
                preprocessor=layers.TextVectorization(output_mode="tf_idf"), dtype="string", output_mode="float"
            )
        }
    ),
}


def plain(value):
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return np.asarray(value).tolist()


def result(make):
    keras.utils.clear_session()
    space = make()
    data = {name: table[name] for name in space.features}
    space.adapt(tf.data.Dataset.from_tensor_slices(data))
    of_table, of_sample = space(data), space({name: values[1] for name, values in data.items()})
    batched = make()
    batched.adapt(tf.data.Dataset.from_tensor_slices(data).batch(2))
    return {
        "table": plain(of_table),
        "sample": plain(of_sample),
        "batched": plain(batched(data)),
        "layers": [layer.name for layer in space.preprocessors.values()],
    }


def error(make):
    try:
        make()
    except ValueError as raised:
        return str(raised)


def adapted(**arguments):
    space = FeatureSpace(**arguments)
    space.adapt({name: table[name] for name in space.features})
    return space


one = {"job": "string_categorical"}
errors = [
    error(lambda: FeatureSpace(features={})),
    error(lambda: FeatureSpace(features={"job": "string"})),
    error(lambda: FeatureSpace(features=one, crosses=[("job", "town")])),
    error(lambda: FeatureSpace(features=one, output_mode="list")),
    error(lambda: FeatureSpace(features=one)({"job": ["cook"]})),
    error(lambda: FeatureSpace(features=one).get_inputs()),
    error(lambda: FeatureSpace.string_categorical(output_mode="multi_hot")),
    error(lambda: FeatureSpace.cross(("a", "b"), 3, output_mode="float")),
    error(lambda: adapted(features={"job": FeatureSpace.string_categorical(output_mode="int")})),
    error(
        lambda: adapted(
            features={"age": FeatureSpace.feature(preprocessor=layers.Normalization(), dtype="float32", output_mode="one_hot")}
        )
    ),
]

keras.utils.set_random_seed(3)
space = cases["all kinds"]()
data = {name: table[name] for name in space.features}
space.adapt(data)
model = keras.Model(space.get_inputs(), layers.Dense(1)(space.get_encoded_features()))
(HERE / "saved").mkdir(exist_ok=True)
model.save(HERE / "saved" / "feature_space.keras")
outputs = model({name: tf.constant(values) for name, values in data.items()})
figures = {
    "table": table,
    "cases": {name: result(make) for name, make in cases.items()},
    "errors": errors,
    "outputs": plain(outputs),
}
(HERE / "feature_space.json").write_text(json.dumps(figures) + "\n")
