"""Keras' guide "Customizing what happens in fit()"."""

import keras
import tensorflow as tf
from tutorial_data import fixed, real
from keras import Model, layers, ops


def program():

    class CustomModel(Model):

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            g = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply(g, self.trainable_variables)
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    i = keras.Input((6,))
    m = CustomModel(i, layers.Dense(1)(i))
    fixed(m)
    m.compile(optimizer="adam", loss="mse", metrics=["mae"])
    h = m.fit(real(1, 20, 6), real(2, 20, 1), epochs=3, batch_size=5, shuffle=False, verbose=0)

    class Low(Model):

        def __init__(self, *a, **k):
            super().__init__(*a, **k)
            self.loss_tracker = keras.metrics.Mean(name="loss")
            self.mae_metric = keras.metrics.MeanAbsoluteError(name="mae")
            self.loss_fn = keras.losses.MeanSquaredError()

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.loss_fn(y, y_pred)
            g = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply(g, self.trainable_variables)
            self.loss_tracker.update_state(loss)
            self.mae_metric.update_state(y, y_pred)
            return {"loss": self.loss_tracker.result(), "mae": self.mae_metric.result()}

        def test_step(self, data):
            x, y = data
            y_pred = self(x, training=False)
            loss = self.loss_fn(y, y_pred)
            self.loss_tracker.update_state(loss)
            self.mae_metric.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

        @property
        def metrics(self):
            return [self.loss_tracker, self.mae_metric]

    i = keras.Input((6,))
    m2 = Low(i, layers.Dense(1)(i))
    fixed(m2)
    m2.compile(optimizer="adam")
    h2 = m2.fit(real(1, 20, 6), real(2, 20, 1), epochs=3, batch_size=8, shuffle=False, verbose=0)
    e = m2.evaluate(real(3, 10, 6), real(4, 10, 1), verbose=0, return_dict=True)

    class OnlyLoss(Model):

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = ops.mean(ops.square(y - y_pred))
            g = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply(g, self.trainable_variables)
            return {"loss": loss}

    i = keras.Input((6,))
    m3 = OnlyLoss(i, layers.Dense(1)(i))
    fixed(m3)
    m3.compile(optimizer="sgd")
    h3 = m3.fit(real(1, 20, 6), real(2, 20, 1), epochs=2, batch_size=8, shuffle=False, verbose=0)
    return [h.history, h2.history, e, h3.history, m3.get_weights()]
