"""Keras' example "Metric learning for image similarity search"."""

import keras
import numpy as np
import tensorflow as tf
from tutorial_data import fixed, real
from keras import Model, layers, ops


def program():

    class EmbeddingModel(Model):

        def train_step(self, data):
            if isinstance(data, tuple):
                data = data[0]
            anchors, positives = (data[0], data[1])
            with tf.GradientTape() as tape:
                a = self(anchors, training=True)
                p = self(positives, training=True)
                sim = ops.einsum("ae,pe->ap", a, p) / 0.2
                lab = ops.arange(4)
                loss = self.compute_loss(y=lab, y_pred=sim)
            g = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply(g, self.trainable_variables)
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(lab, sim)
            return {m.name: m.result() for m in self.metrics}

    i = keras.Input((6, 6, 2))
    x = layers.Conv2D(4, 3, strides=2, activation="relu")(i)
    x = layers.GlobalAveragePooling2D()(x)
    e = layers.Dense(5, activation=None)(x)
    e = layers.UnitNormalization()(e)
    m = EmbeddingModel(i, e)
    fixed(m)
    m.compile(
        optimizer=keras.optimizers.Adam(0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )

    class Pairs(keras.utils.PyDataset):

        def __len__(self):
            return 3

        def __getitem__(self, k):
            return np.stack([real(k, 4, 6, 6, 2), real(k + 7, 4, 6, 6, 2)])

    h = m.fit(Pairs(), epochs=2, shuffle=False, verbose=0)
    return h.history
