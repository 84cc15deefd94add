"""TensorFlow's tutorial "Save and load models"."""

import os
import tempfile

import keras
from tutorial_data import fixed, real
from keras import Sequential, layers


def program():
    d = tempfile.mkdtemp()

    def mk():
        m = Sequential([keras.Input((4,)), layers.Dense(6, activation="relu"), layers.Dense(2)])
        fixed(m)
        m.compile(optimizer="adam", loss="mse", metrics=["mae"])
        return m

    x, y = (real(1, 20, 4), real(2, 20, 2))
    m = mk()
    h = m.fit(
        x,
        y,
        epochs=3,
        batch_size=5,
        shuffle=False,
        validation_split=0.2,
        verbose=0,
        callbacks=[
            keras.callbacks.ModelCheckpoint(d + "/cp-{epoch:04d}.weights.h5", save_weights_only=True, verbose=0),
            keras.callbacks.ModelCheckpoint(d + "/best.keras", save_best_only=True, monitor="val_loss", mode="min"),
        ],
    )
    files = sorted(os.listdir(d))
    n = mk()
    n.load_weights(d + "/cp-0002.weights.h5")
    e = n.evaluate(x, y, verbose=0)
    b = keras.models.load_model(d + "/best.keras")
    h2 = b.fit(x, y, epochs=5, initial_epoch=3, batch_size=5, shuffle=False, verbose=0)
    return [h.history, files, e, h2.history, h2.epoch]
