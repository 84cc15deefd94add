"""A variational autoencoder of rows."""

import keras
import numpy as np
import tensorflow as tf
from tutorial_data import fixed, real
from keras import Model, layers, ops


def program():

    class Sampling(layers.Layer):

        def call(self, inputs):
            m, l = inputs
            return m + ops.exp(0.5 * l) * 0.3

    i = keras.Input((6,))
    h = layers.Dense(5, activation="relu")(i)
    zm = layers.Dense(2, name="z_mean")(h)
    zl = layers.Dense(2, name="z_log_var")(h)
    z = Sampling()([zm, zl])
    enc = Model(i, [zm, zl, z], name="encoder")
    li = keras.Input((2,))
    dec = Model(li, layers.Dense(6, activation="sigmoid")(layers.Dense(5, activation="relu")(li)), name="decoder")
    fixed(enc)
    fixed(dec)

    class VAE(Model):

        def __init__(self, encoder, decoder, **k):
            super().__init__(**k)
            self.encoder = encoder
            self.decoder = decoder
            self.t = keras.metrics.Mean(name="total_loss")
            self.r = keras.metrics.Mean(name="reconstruction_loss")
            self.k = keras.metrics.Mean(name="kl_loss")

        @property
        def metrics(self):
            return [self.t, self.r, self.k]

        def train_step(self, data):
            with tf.GradientTape() as tape:
                m, l, z = self.encoder(data)
                rec = self.decoder(z)
                rl = ops.mean(keras.losses.binary_crossentropy(data, rec))
                kl = ops.mean(ops.sum(-0.5 * (1 + l - ops.square(m) - ops.exp(l)), axis=1))
                t = rl + kl
            self.optimizer.apply_gradients(zip(tape.gradient(t, self.trainable_weights), self.trainable_weights))
            self.t.update_state(t)
            self.r.update_state(rl)
            self.k.update_state(kl)
            return {"loss": self.t.result(), "reconstruction_loss": self.r.result(), "kl_loss": self.k.result()}

    v = VAE(enc, dec)
    v.compile(optimizer=keras.optimizers.Adam())
    return v.fit(np.abs(real(1, 12, 6)), epochs=3, batch_size=4, shuffle=False, verbose=0).history
