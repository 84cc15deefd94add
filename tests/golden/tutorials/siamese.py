"""Keras' example "Image similarity estimation using a siamese network with a triplet loss"."""

import keras
import tensorflow as tf
from tutorial_data import fixed, real
from keras import Model, layers, ops


def program():
    i = keras.Input((6,))
    e = Model(i, layers.Dense(4, activation="tanh")(i))
    fixed(e)
    a = keras.Input((6,), name="anchor")
    p = keras.Input((6,), name="positive")
    n = keras.Input((6,), name="negative")

    class DistanceLayer(layers.Layer):

        def call(self, anchor, positive, negative):
            return (ops.sum(tf.square(anchor - positive), -1), ops.sum(tf.square(anchor - negative), -1))

    dist = DistanceLayer()(e(a), e(p), e(n))
    net = Model([a, p, n], dist)

    class SiameseModel(Model):

        def __init__(self, net, margin=0.5):
            super().__init__()
            self.net = net
            self.margin = margin
            self.loss_tracker = keras.metrics.Mean(name="loss")

        def call(self, x):
            return self.net(x)

        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = self._loss(data)
            g = tape.gradient(loss, self.net.trainable_weights)
            self.optimizer.apply_gradients(zip(g, self.net.trainable_weights))
            self.loss_tracker.update_state(loss)
            return {"loss": self.loss_tracker.result()}

        def _loss(self, data):
            ap, an = self.net(data)
            return tf.maximum(ap - an + self.margin, 0.0)

        @property
        def metrics(self):
            return [self.loss_tracker]

    class D(keras.utils.PyDataset):

        def __len__(self):
            return 3

        def __getitem__(self, k):
            return (real(k, 4, 6), real(k + 5, 4, 6), real(k + 9, 4, 6))

    s = SiameseModel(net)
    s.compile(optimizer=keras.optimizers.Adam(0.01))
    return s.fit(D(), epochs=2, verbose=0, shuffle=False).history
