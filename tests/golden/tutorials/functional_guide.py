"""Keras' guide "The functional API"."""

import keras
from tutorial_data import fixed, ints, real
from keras import Model, layers


def program():
    inputs = keras.Input((8, 8, 3), name="img")
    x = layers.Conv2D(4, 3, activation="relu")(inputs)
    x = layers.Conv2D(4, 3, activation="relu")(x)
    b1 = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(4, 3, activation="relu", padding="same")(b1)
    x = layers.Conv2D(4, 3, activation="relu", padding="same")(x)
    b2 = layers.add([x, b1])
    x = layers.GlobalAveragePooling2D()(b2)
    x = layers.Dense(6, activation="relu")(x)
    x = layers.Dropout(0.0)(x)
    out = layers.Dense(3)(x)
    m = Model(inputs, out, name="toy_resnet")
    fixed(m)
    m.compile(
        optimizer=keras.optimizers.RMSprop(0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["acc"],
    )
    h = m.fit(real(1, 20, 8, 8, 3), ints(1, 3, 20), batch_size=4, epochs=2, validation_split=0.2, verbose=0)
    emb = layers.Embedding(20, 4)
    a = keras.Input((None,), dtype="int32")
    b = keras.Input((None,), dtype="int32")
    mm = Model([a, b], [emb(a), emb(b)])
    fixed(mm)

    def get():
        i = keras.Input((5,))
        return Model(i, layers.Dense(1)(i))

    ms = [get() for _ in range(3)]
    [fixed(q) for q in ms]
    i = keras.Input((5,))
    ens = Model(i, layers.average([q(i) for q in ms]))
    return [
        h.history,
        mm([ints(1, 20, 2, 3), ints(2, 20, 2, 4)]),
        ens.predict(real(4, 3, 5), verbose=0),
        len(ens.layers),
    ]
