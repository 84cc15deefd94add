"""Keras' guide "Training & evaluation with the built-in methods"."""

import keras
import numpy as np
import tensorflow as tf
from tutorial_data import fixed, ints, real
from keras import Model, layers, ops


def program():

    def get():
        i = keras.Input((6,), name="digits")
        x = layers.Dense(8, activation="relu", name="dense_1")(i)
        x = layers.Dense(8, activation="relu", name="dense_2")(x)
        m = Model(i, layers.Dense(3, activation="softmax", name="predictions")(x))
        fixed(m)
        return m

    x = real(1, 32, 6)
    y = ints(2, 3, 32)
    keras.utils.set_random_seed(1)
    m = get()
    m.compile(
        optimizer=keras.optimizers.RMSprop(learning_rate=0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    h = m.fit(x, y, batch_size=8, epochs=2, validation_data=(real(3, 8, 6), ints(4, 3, 8)), verbose=0)
    e = m.evaluate(x, y, batch_size=16, verbose=0)

    def custom_mse(y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred), axis=-1)

    m2 = get()
    m2.compile(optimizer=keras.optimizers.Adam(), loss=custom_mse)
    h2 = m2.fit(x, keras.utils.to_categorical(y, 3), batch_size=8, epochs=1, verbose=0)

    class CustomMSE(keras.losses.Loss):

        def __init__(self, regularization_factor=0.1, name="custom_mse"):
            super().__init__(name=name)
            self.regularization_factor = regularization_factor

        def call(self, y_true, y_pred):
            mse = ops.mean(ops.square(y_true - y_pred), axis=-1)
            reg = ops.mean(ops.square(0.5 - y_pred), axis=-1)
            return mse + reg * self.regularization_factor

    m3 = get()
    m3.compile(optimizer=keras.optimizers.Adam(), loss=CustomMSE())
    h3 = m3.fit(x, keras.utils.to_categorical(y, 3), batch_size=8, epochs=1, verbose=0)

    class CategoricalTruePositives(keras.metrics.Metric):

        def __init__(self, name="categorical_true_positives", **k):
            super().__init__(name=name, **k)
            self.true_positives = self.add_variable(shape=(), name="ctp", initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            y_pred = ops.reshape(ops.argmax(y_pred, axis=1), (-1, 1))
            v = ops.cast(
                ops.equal(ops.cast(ops.reshape(y_true, (-1, 1)), "int32"), ops.cast(y_pred, "int32")), "float32"
            )
            self.true_positives.assign_add(ops.sum(v))

        def result(self):
            return self.true_positives

        def reset_state(self):
            self.true_positives.assign(0)

    m4 = get()
    m4.compile(
        optimizer=keras.optimizers.RMSprop(0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[CategoricalTruePositives()],
    )
    h4 = m4.fit(x, y, batch_size=8, epochs=2, verbose=0)
    sw = np.ones(32, "float32")
    sw[y == 2] = 2.0
    m5 = get()
    m5.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["accuracy"])
    h5 = m5.fit(x, y, sample_weight=sw, batch_size=8, epochs=1, verbose=0)
    return [h.history, e, h2.history, h3.history, h4.history, h5.history]
