"""Keras' example "Timeseries anomaly detection using an autoencoder"."""

import keras
import numpy as np
from tutorial_data import fixed
from keras import Sequential, layers


def program():
    values = np.sin(np.arange(80) / 4).astype("float32")
    mean, std = (float(values.mean()), float(values.std()))
    normalized = ((values - mean) / std).reshape(80, 1)
    time_steps = 16
    x_train = np.stack([normalized[i : i + time_steps] for i in range(80 - time_steps + 1)])
    model = Sequential(
        [
            keras.Input((time_steps, 1)),
            layers.Conv1D(filters=8, kernel_size=7, padding="same", strides=2, activation="relu"),
            layers.Dropout(rate=0.0),
            layers.Conv1D(filters=4, kernel_size=7, padding="same", strides=2, activation="relu"),
            layers.Conv1DTranspose(filters=4, kernel_size=7, padding="same", strides=2, activation="relu"),
            layers.Dropout(rate=0.0),
            layers.Conv1DTranspose(filters=8, kernel_size=7, padding="same", strides=2, activation="relu"),
            layers.Conv1DTranspose(filters=1, kernel_size=7, padding="same"),
        ]
    )
    fixed(model)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="mse")
    keras.utils.set_random_seed(1)
    history = model.fit(
        x_train,
        x_train,
        epochs=3,
        batch_size=16,
        validation_split=0.1,
        verbose=0,
        callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, mode="min")],
    )
    x_pred = model.predict(x_train, verbose=0)
    mae = np.mean(np.abs(x_pred - x_train), axis=1)
    return [history.history, np.max(mae), mae[:4]]
