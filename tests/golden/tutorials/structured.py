"""Keras' example "Structured data classification", two features."""

import keras
import numpy as np
import tensorflow as tf
from tutorial_data import fixed, ints
from keras import Model, layers


def program():
    age = keras.Input((1,), name="age")
    kind = keras.Input((1,), name="kind", dtype="string")
    nn = layers.Normalization()
    ages = (np.arange(16).reshape(16, 1) * 3 + 20).astype("float32")
    nn.adapt(ages)
    lk = layers.StringLookup(output_mode="one_hot", num_oov_indices=1)
    kinds = np.array([["a"], ["b"], ["c"], ["d"]] * 4)
    lk.adapt(kinds)
    x = layers.concatenate([nn(age), lk(kind)])
    x = layers.Dense(6, activation="relu")(x)
    m = Model({"age": age, "kind": kind}, layers.Dense(1, activation="sigmoid")(x))
    fixed(m)
    m.compile("adam", "binary_crossentropy", metrics=["accuracy", keras.metrics.AUC(name="auc")])
    y = ints(1, 2, 16)
    h = m.fit(tf.data.Dataset.from_tensor_slices(({"age": ages, "kind": kinds}, y)).batch(4), epochs=2, verbose=0)
    return [h.history, m.predict({"age": tf.constant([[33.0]]), "kind": tf.constant([["b"]])}, verbose=0)]
