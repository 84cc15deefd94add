"""TensorFlow's "Quickstart for beginners" and Keras' example "Simple MNIST convnet"."""

import keras
import numpy as np
from tutorial_data import ints
from keras import Sequential, layers


def program():
    keras.utils.set_random_seed(11)
    x = (ints(1, 256, 40, 8, 8) / 255.0).astype("float32")
    y = ints(2, 10, 40)
    m = Sequential(
        [
            keras.Input((8, 8)),
            layers.Flatten(),
            layers.Dense(16, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    p = m(x[:1])
    l0 = loss(y[:1], p)
    m.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    h = m.fit(x, y, epochs=3, verbose=0, batch_size=8)
    pm = Sequential([m, layers.Softmax()])
    pp = pm(x[:2])
    e = m.evaluate(x, y, verbose=0)
    c = Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    c.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    hc = c.fit(
        np.expand_dims(x, -1),
        keras.utils.to_categorical(y, 10),
        batch_size=8,
        epochs=2,
        validation_split=0.1,
        verbose=0,
    )
    return [p, l0, h.history, pp, e, hc.history]
