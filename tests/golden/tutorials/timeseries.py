"""Windows over a series, for an LSTM and for convolutions."""

import keras
import numpy as np
from tutorial_data import fixed
from keras import Model, Sequential, layers


def program():
    s = np.sin(np.arange(80) / 5).astype("float32").reshape(80, 1)
    ds = keras.utils.timeseries_dataset_from_array(s[:-8], s[8:], sequence_length=8, sampling_rate=1, batch_size=16)
    i = keras.Input((8, 1))
    m = Model(i, layers.Dense(1)(layers.LSTM(6)(i)))
    fixed(m)
    m.compile(optimizer=keras.optimizers.Adam(0.001), loss="mse")
    h = m.fit(ds, epochs=2, validation_data=ds, verbose=0)
    n = Sequential(
        [
            keras.Input((8, 1)),
            layers.Conv1D(4, 3, padding="causal", activation="relu", dilation_rate=2),
            layers.BatchNormalization(),
            layers.GRU(3, dropout=0.0),
            layers.Dense(1),
        ]
    )
    fixed(n)
    n.compile("rmsprop", "huber", metrics=["mae"])
    return [h.history, n.fit(ds, epochs=2, verbose=0).history]
