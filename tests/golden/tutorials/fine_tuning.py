"""The second stage of Keras' guide "Transfer learning & fine-tuning": layers that draw numbers go on drawing after `compile`."""

import keras
from tutorial_data import fixed, ints, real
from keras import Model, Sequential, layers


def program():
    base = Sequential([keras.Input((6, 6, 2)), layers.Conv2D(3, 3, activation="relu"), layers.GlobalAveragePooling2D()])
    base.trainable = False
    inputs = keras.Input((6, 6, 2))
    x = base(inputs, training=False)
    model = Model(inputs, layers.Dense(1)(layers.Dropout(0.2, seed=1)(x)))
    fixed(model)
    images, labels = (real(1, 16, 6, 6, 2), ints(1, 2, 16).astype("float32"))
    out = []
    for trainable, rate in [(False, 1e-2), (True, 1e-3)]:
        base.trainable = trainable
        model.compile(keras.optimizers.Adam(rate), keras.losses.BinaryCrossentropy(from_logits=True))
        out.append(model.fit(images, labels, epochs=2, batch_size=4, shuffle=False, verbose=0).history)
    rows, targets = (real(3, 8, 4), real(4, 8, 1))
    noise = [
        layers.Dropout(0.5, seed=2),
        layers.GaussianNoise(0.5, seed=3),
        layers.GaussianDropout(0.3, seed=4),
        layers.AlphaDropout(0.3, seed=5),
    ]
    for shared in noise:
        # Of two models, one after the other, and called by itself.
        both = [Sequential([keras.Input((4,)), layers.Dense(3), shared, layers.Dense(1)]) for _ in range(2)]
        for one in both:
            fixed(one)
            one.compile("sgd", "mse")
        for i in range(4):
            out.append(both[i % 2].train_on_batch(rows, targets))
        out.append(shared(rows[:2], training=True))
        both[0].compile("adam", "mse")
        out.append(both[0].fit(rows, targets, epochs=2, batch_size=4, shuffle=False, verbose=0).history)
    return out
