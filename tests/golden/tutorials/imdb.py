"""Keras' example "Bidirectional LSTM on IMDB", and TensorFlow's tutorial "Basic text classification"."""

import keras
from tutorial_data import ints
from keras import Model, Sequential, layers


def program():
    keras.utils.set_random_seed(13)
    x = keras.utils.pad_sequences([list(map(int, ints(k, 30, 3 + k % 6))) for k in range(24)], maxlen=7)
    y = ints(1, 2, 24)
    i = keras.Input((None,), dtype="int32")
    h = layers.Embedding(30, 8)(i)
    h = layers.Bidirectional(layers.LSTM(4, return_sequences=True))(h)
    h = layers.Bidirectional(layers.LSTM(4))(h)
    m = Model(i, layers.Dense(1, activation="sigmoid")(h))
    m.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    hh = m.fit(x, y, batch_size=8, epochs=2, validation_data=(x[:8], y[:8]), verbose=0)
    s = Sequential(
        [
            layers.Embedding(30, 6),
            layers.Dropout(0.2),
            layers.GlobalAveragePooling1D(),
            layers.Dropout(0.2),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    s.compile(
        loss=keras.losses.BinaryCrossentropy(), optimizer="adam", metrics=[keras.metrics.BinaryAccuracy(threshold=0.5)]
    )
    hs = s.fit(x, y, epochs=3, batch_size=8, verbose=0)
    c = Sequential(
        [
            layers.Embedding(30, 6),
            layers.Conv1D(4, 3, padding="valid", activation="relu", strides=1),
            layers.GlobalMaxPooling1D(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    c.compile("adam", "binary_crossentropy")
    hc = c.fit(x, y, epochs=2, batch_size=8, verbose=0)
    return [x, hh.history, hs.history, hc.history]
