"""The first stage of Keras' guide "Transfer learning & fine-tuning"."""

import keras
from tutorial_data import fixed, ints
from keras import Model, Sequential, layers


def program():
    base = Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.GlobalAveragePooling2D(),
        ],
        name="base",
    )
    fixed(base)
    base.trainable = False
    i = keras.Input((8, 8, 3))
    x = layers.Rescaling(scale=1 / 127.5, offset=-1)(i)
    x = base(x, training=False)
    x = layers.Dropout(0.0)(x)
    m = Model(i, layers.Dense(1)(x))
    fixed(m)
    y = ints(1, 2, 12).astype("float32")
    X = ints(1, 256, 12, 8, 8, 3).astype("float32")
    m.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy()],
    )
    h = m.fit(X, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
    n = [len(m.trainable_weights), len(m.non_trainable_weights)]
    return [h.history, n]
