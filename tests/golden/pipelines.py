"""Makes pipelines.json: datasets of tf.data that are shuffled, batched and cut, and layers that Keras adapts to them.

pip install keras==3.15.1 tensorflow-cpu==2.21.0
python pipelines.py
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
Dataset = tf.data.Dataset


def listed(dataset, passes=2):
    return {
        "passes": [[np.asarray(one).tolist() for one in dataset] for _ in range(passes)],
        "cardinality": int(dataset.cardinality()),
    }


def numbers(count):
    return Dataset.from_tensor_slices(np.arange(count, dtype="int32"))


keras.utils.set_random_seed(42)
seeded = [numbers(10).shuffle(4), numbers(10).shuffle(5)]
datasets = {
    "seeded": listed(seeded[0], 3),
    "seeded again": listed(seeded[1], 3),
    "with a seed": listed(numbers(10).shuffle(100, seed=3)),
    "one order": listed(numbers(10).shuffle(100, seed=3, reshuffle_each_iteration=False)),
    "repeated": listed(numbers(10).shuffle(4, seed=1).repeat(2).batch(4)),
    "whole batches": listed(numbers(10).shuffle(4, seed=1).batch(3, drop_remainder=True)),
    "endless": listed(numbers(3).repeat().shuffle(5, seed=1).take(12)),
    "cached": listed(numbers(6).shuffle(6, seed=2).cache()),
    "parts": listed(numbers(6).skip(2).concatenate(numbers(3)).take(6)),
    "all": listed(numbers(4).take(-1).concatenate(numbers(3).skip(-1))),
    "filtered": listed(numbers(10).filter(lambda x: x > 3).batch(4)),
    "taken apart": listed(numbers(7).batch(3).unbatch().batch(4)),
}
cardinalities = [int(one.cardinality()) for one in [numbers(3).repeat(), numbers(3).repeat().skip(1), numbers(3).repeat().filter(lambda x: x > 0)]]


class Recording(keras.Model):
    """Keeps the batches of each call."""

    seen = []

    def call(self, x):
        return x

    def seen_step(self, data):
        self.seen.append(data[1].numpy().tolist())
        return {"loss": 0.0}

    train_step = test_step = seen_step


def seen_in(use):
    model = Recording()
    model.compile("sgd", "mse", run_eagerly=True)
    model.seen = []
    source = numbers(5).shuffle(5, seed=1)
    use(model, source.batch(3).map(lambda x: (tf.cast(x, "float32"), x)))
    return model.seen


def evaluated(model, data):
    for _ in range(2):
        model.evaluate(data, verbose=0)


epochs = {
    "fit": seen_in(lambda model, data: model.fit(data, epochs=3, verbose=0)),
    "fit with a validation": seen_in(lambda model, data: model.fit(data, epochs=2, validation_data=data, verbose=0)),
    "fit with steps": seen_in(lambda model, data: model.fit(data, epochs=3, steps_per_epoch=2, verbose=0)),
    "fit with few steps": seen_in(lambda model, data: model.fit(data, epochs=3, steps_per_epoch=1, verbose=0)),
    "evaluate": seen_in(evaluated),
    "filtered": seen_in(lambda model, data: model.fit(data.filter(lambda x, y: True), epochs=2, verbose=0)),
}

rng = np.random.default_rng(7)
values = rng.normal(3, 2, size=(50, 3)).astype("float32").round(3)
words = [[str(one) for one in row] for row in rng.choice(["red", "green", "blue", "grey", ""], size=(20, 2))]
whole = rng.integers(0, 6, size=(20, 2)).tolist()
texts = ["A good film, a good day", "no film", "Bad! bad; bad", "the day of the film"]


def of(data, size):
    return Dataset.from_tensor_slices((data, np.zeros(len(data)))).batch(size).map(lambda x, y: x)


def vocabulary(layer, data, size):
    layer.adapt(of(data, size))
    return [one if isinstance(one, str) else int(one) for one in layer.get_vocabulary()]


def weights(layer, data, size):
    vocabulary(layer, data, size)
    return np.asarray(layer(data)).tolist()


normalization = layers.Normalization()
normalization.adapt(Dataset.from_tensor_slices((values, values)).batch(16))
discretizations = []
for epsilon in [0.01, 0.1]:
    discretization = layers.Discretization(num_bins=5, epsilon=epsilon)
    discretization.adapt(of(values, 16))
    discretizations.append(discretization.bin_boundaries)
steps = layers.StringLookup()
steps.adapt(of(words, 4), steps=2)
(HERE / "pipelines.json").write_text(
    json.dumps(
        {
            "datasets": datasets,
            "cardinalities": cardinalities,
            "epochs": epochs,
            "values": values.tolist(),
            "words": words,
            "whole": whole,
            "texts": texts,
            "normalization": [np.asarray(one).tolist() for one in (normalization.mean, normalization.variance)],
            "discretizations": discretizations,
            "vocabularies": [
                vocabulary(layers.StringLookup(), words, 8),
                vocabulary(layers.IntegerLookup(max_tokens=5), whole, 8),
                vocabulary(layers.TextVectorization(), texts, 3),
                vocabulary(layers.TextVectorization(ngrams=2, max_tokens=9), texts, 1),
                steps.get_vocabulary(),
            ],
            "weights": [
                weights(layers.StringLookup(output_mode="tf_idf"), words, 8),
                weights(layers.TextVectorization(output_mode="tf_idf"), texts, 3),
            ],
        },
        indent=1,
    )
    + "\n"
)
