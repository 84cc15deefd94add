"""Keras' example "Convolutional autoencoder for image denoising", and an autoencoder of series."""

import keras
import numpy as np
from tutorial_data import fixed, real
from keras import Model, Sequential, layers


def program():
    i = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, (3, 3), activation="relu", padding="same")(i)
    x = layers.MaxPooling2D((2, 2), padding="same")(x)
    x = layers.Conv2D(4, (3, 3), activation="relu", padding="same")(x)
    x = layers.MaxPooling2D((2, 2), padding="same")(x)
    x = layers.Conv2DTranspose(4, (3, 3), strides=2, activation="relu", padding="same")(x)
    x = layers.Conv2DTranspose(4, (3, 3), strides=2, activation="relu", padding="same")(x)
    x = layers.Conv2D(1, (3, 3), activation="sigmoid", padding="same")(x)
    m = Model(i, x)
    fixed(m)
    m.compile(optimizer="adam", loss="binary_crossentropy")
    d = np.abs(real(1, 16, 8, 8, 1))
    noisy = np.clip(d + 0.4 * real(2, 16, 8, 8, 1), 0, 1)
    keras.utils.set_random_seed(3)
    h = m.fit(x=d, y=d, epochs=2, batch_size=4, shuffle=True, validation_data=(d[:4], d[:4]), verbose=0)
    h2 = m.fit(x=noisy, y=d, epochs=2, batch_size=8, shuffle=True, validation_data=(noisy[:4], d[:4]), verbose=0)
    e = Sequential([keras.Input((12,)), layers.Dense(4, activation="relu"), layers.Dense(12, activation="sigmoid")])
    fixed(e)
    e.compile("adam", "mae")
    ad = np.abs(real(5, 20, 12))
    he = e.fit(ad, ad, epochs=3, batch_size=5, verbose=0)
    rec = e.predict(ad, verbose=0)
    loss = keras.losses.mean_absolute_error(rec, ad)
    return [h.history, h2.history, he.history, loss, np.mean(loss) + np.std(loss)]
