"""Keras' example "Structured data classification from scratch"."""

import keras
import numpy as np
import tensorflow as tf
from tutorial_data import fixed, ints, real
from keras import Model, layers


def program():
    n = 24
    frame = {
        "age": real(1, n) * 10 + 50,
        "sex": ints(1, 2, n),
        "ca": ints(2, 4, n),
        "thal": np.array(["fixed", "normal", "reversible"] * 8),
    }
    target = ints(3, 2, n)

    def encode_numerical_feature(feature, name):
        normalizer = layers.Normalization(axis=None)
        normalizer.adapt(frame[name])
        return normalizer(feature)

    def encode_categorical_feature(feature, name, is_string):
        lookup = (layers.StringLookup if is_string else layers.IntegerLookup)(output_mode="binary")
        lookup.adapt(frame[name])
        return lookup(feature)

    age = keras.Input((1,), name="age")
    sex = keras.Input((1,), name="sex", dtype="int64")
    ca = keras.Input((1,), name="ca", dtype="int64")
    thal = keras.Input((1,), name="thal", dtype="string")
    all_features = layers.concatenate(
        [
            encode_categorical_feature(sex, "sex", False),
            layers.CategoryEncoding(num_tokens=4, output_mode="one_hot")(ca),
            encode_categorical_feature(thal, "thal", True),
            encode_numerical_feature(age, "age"),
        ]
    )
    x = layers.Dense(8, activation="relu")(all_features)
    x = layers.Dropout(0.0)(x)
    model = Model([age, sex, ca, thal], layers.Dense(1, activation="sigmoid")(x))
    fixed(model)
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(
        tf.data.Dataset.from_tensor_slices(({k: v.reshape(-1, 1) for k, v in frame.items()}, target)).batch(8),
        epochs=3,
        verbose=0,
    )
    sample = {"age": [[60.0]], "sex": [[1]], "ca": [[0]], "thal": [["fixed"]]}
    predictions = model.predict({name: tf.convert_to_tensor(value) for name, value in sample.items()}, verbose=0)
    return [history.history, predictions]
