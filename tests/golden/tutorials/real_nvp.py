"""Density estimation with Real NVP: a model that returns two outputs, its likelihood in a step of its own."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops, regularizers
from tutorial_data import fixed, real


def program():

    def coupling(width):
        inputs = keras.Input((width,))
        t = layers.Dense(4, activation="relu", kernel_regularizer=regularizers.l2(0.01))(inputs)
        t = layers.Dense(width, kernel_regularizer=regularizers.l2(0.01))(t)
        s = layers.Dense(4, activation="relu", kernel_regularizer=regularizers.l2(0.01))(inputs)
        s = layers.Dense(width, activation="tanh", kernel_regularizer=regularizers.l2(0.01))(s)
        return keras.Model(inputs, [s, t])

    class RealNVP(keras.Model):

        def __init__(self, couplings):
            super().__init__()
            self.couplings = couplings
            self.masks = np.array([[0, 1], [1, 0]] * (couplings // 2), "float32")
            self.loss_tracker = keras.metrics.Mean(name="loss")
            self.layers_list = [coupling(2) for _ in range(couplings)]

        @property
        def metrics(self):
            return [self.loss_tracker]

        def call(self, x, training=True):
            log_det_inv = 0
            direction = -1 if training else 1
            for i in range(self.couplings)[::direction]:
                masked = x * self.masks[i]
                reversed_mask = 1 - self.masks[i]
                s, t = self.layers_list[i](masked)
                s = s * reversed_mask
                t = t * reversed_mask
                gate = (direction - 1) / 2
                x = reversed_mask * (x * ops.exp(direction * s) + direction * t * ops.exp(gate * s)) + masked
                log_det_inv += gate * ops.sum(s, 1)
            return x, log_det_inv

        def log_loss(self, x):
            y, logdet = self(x, training=True)
            likelihood = -0.5 * ops.sum(ops.square(y), 1) - np.log(2 * np.pi) + logdet
            return -ops.mean(likelihood)

        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = self.log_loss(data)
            g = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(g, self.trainable_variables))
            self.loss_tracker.update_state(loss)
            return {"loss": self.loss_tracker.result()}

        def test_step(self, data):
            self.loss_tracker.update_state(self.log_loss(data))
            return {"loss": self.loss_tracker.result()}

    data = real(1, 12, 2)
    norm = layers.Normalization()
    norm.adapt(data)
    x = norm(data)
    model = RealNVP(4)
    for layer in model.layers_list:
        fixed(layer)
    model.compile(optimizer=keras.optimizers.Adam(0.01))
    history = model.fit(x, batch_size=4, epochs=2, shuffle=False, verbose=0, validation_data=(x[:4],)).history
    z, log_det = model(x[:3], training=False)
    return [history, z, log_det, norm.mean, norm.variance]
