"""Dropout while predicting, and Keras' example "Probabilistic Bayesian neural networks"."""

import keras
import numpy as np
from tutorial_data import fixed, real
from keras import Model, Sequential, layers, ops


def program():
    keras.utils.set_random_seed(21)
    x, y = (real(1, 40, 3), real(2, 40, 1))

    def make_model():
        inputs = keras.Input((3,))
        h = layers.Dense(8, activation="relu")(inputs)
        h = layers.Dropout(0.2, seed=3)(h, training=True)
        h = layers.Dense(8, activation="relu")(h)
        h = layers.Dropout(0.2, seed=4)(h, training=True)
        return Model(inputs, layers.Dense(1)(h))

    model, sampler = make_model(), make_model()
    fixed(model)
    model.compile("adam", "mse")
    history = model.fit(x, y, epochs=2, batch_size=8, verbose=0)
    sampler.set_weights(model.get_weights())
    samples = np.stack([sampler(x[:4]) for _ in range(5)])

    def negative_loglikelihood(y_true, y_pred):
        mean, log_scale = (y_pred[:, :1], y_pred[:, 1:])
        return ops.mean(0.5 * ops.square((y_true - mean) / ops.exp(log_scale)) + log_scale)

    bayesian = Sequential([keras.Input((3,)), layers.Dense(8, activation="sigmoid"), layers.Dense(2)])
    fixed(bayesian)
    bayesian.compile(
        optimizer=keras.optimizers.RMSprop(learning_rate=0.001),
        loss=negative_loglikelihood,
        metrics=[keras.metrics.RootMeanSquaredError()],
    )
    second = bayesian.fit(x, y, epochs=2, batch_size=8, shuffle=False, verbose=0)
    return [history.history, samples.mean(axis=0), samples.std(axis=0), second.history]
