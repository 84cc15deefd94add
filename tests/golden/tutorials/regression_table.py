"""TensorFlow's tutorial "Basic regression: predict fuel efficiency"."""

import keras
from tutorial_data import fixed, real
from keras import Sequential, layers


def program():
    x = real(1, 40, 5) * 10 + 3
    y = (x[:, 0] * 2 - x[:, 1]).astype("float32")
    n = layers.Normalization(axis=-1)
    n.adapt(x)
    one = layers.Normalization(input_shape=[1], axis=None)
    one.adapt(x[:, 0])
    lin = Sequential([one, layers.Dense(units=1)])
    lin.build((None, 1))
    fixed(lin)
    lin.compile(optimizer=keras.optimizers.Adam(learning_rate=0.1), loss="mean_absolute_error")
    keras.utils.set_random_seed(2)
    h0 = lin.fit(x[:, 0], y, epochs=3, verbose=0, validation_split=0.2)
    m = Sequential([n, layers.Dense(8, activation="relu"), layers.Dense(8, activation="relu"), layers.Dense(1)])
    m.build((None, 5))
    fixed(m)
    m.compile(
        loss="mean_absolute_error",
        optimizer=keras.optimizers.Adam(0.001),
        metrics=["mse", "mae", "root_mean_squared_error"],
    )
    h = m.fit(x, y, validation_split=0.2, verbose=0, epochs=3)
    return [h0.history, h.history, m.evaluate(x, y, verbose=0), m.predict(x, verbose=0).flatten()[:5]]
