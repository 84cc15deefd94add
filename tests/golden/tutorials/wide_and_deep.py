"""Keras' example "Structured data learning with wide, deep, and cross networks"."""

import keras
import numpy as np
import tensorflow as tf
from tutorial_data import fixed, ints, real
from keras import Model, layers


def program():
    age = real(1, 24, 1) * 10 + 40
    hours = real(2, 24, 1) * 5 + 30
    job = np.array([["a"], ["b"], ["c"]] * 8)
    inputs = {
        "age": keras.Input((1,), name="age", dtype="float32"),
        "hours": keras.Input((1,), name="hours", dtype="float32"),
        "job": keras.Input((1,), name="job", dtype="string"),
    }

    def encode_inputs(inputs, use_embedding=False):
        encoded = []
        for name in inputs:
            if name == "job":
                vocabulary = ["a", "b", "c"]
                lookup = layers.StringLookup(
                    vocabulary=vocabulary,
                    mask_token=None,
                    num_oov_indices=0,
                    output_mode="int" if use_embedding else "binary",
                )
                if use_embedding:
                    embedding = layers.Embedding(input_dim=3, output_dim=2)
                    encoded.append(layers.Reshape((2,))(embedding(lookup(inputs[name]))))
                else:
                    encoded.append(lookup(inputs[name]))
            else:
                encoded.append(inputs[name])
        return layers.concatenate(encoded)

    wide = layers.BatchNormalization()(encode_inputs(inputs))
    deep = encode_inputs(inputs, use_embedding=True)
    for units in [8, 4]:
        deep = layers.Dense(units)(deep)
        deep = layers.BatchNormalization()(deep)
        deep = layers.ReLU()(deep)
        deep = layers.Dropout(0.0)(deep)
    merged = layers.concatenate([wide, deep])
    model = Model(inputs=inputs, outputs=layers.Dense(3, activation="softmax")(merged))
    fixed(model)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    data = tf.data.Dataset.from_tensor_slices(({"age": age, "hours": hours, "job": job}, ints(1, 3, 24))).batch(8)
    history = model.fit(data, epochs=3, verbose=0)
    _, accuracy = model.evaluate(data, verbose=0)
    return [history.history, accuracy]
