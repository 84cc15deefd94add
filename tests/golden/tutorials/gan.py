"""The GAN of Keras' guide "Customizing what happens in fit()"."""

import keras
import tensorflow as tf
from tutorial_data import fixed, real
from keras import Model, Sequential, layers, ops


def program():

    class GAN(Model):

        def __init__(self, discriminator, generator, latent_dim):
            super().__init__()
            self.discriminator = discriminator
            self.generator = generator
            self.latent_dim = latent_dim
            self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
            self.g_loss_tracker = keras.metrics.Mean(name="g_loss")
            self.built = True

        @property
        def metrics(self):
            return [self.d_loss_tracker, self.g_loss_tracker]

        def compile(self, d_optimizer, g_optimizer, loss_fn):
            super().compile()
            self.d_optimizer = d_optimizer
            self.g_optimizer = g_optimizer
            self.loss_fn = loss_fn

        def train_step(self, real_images):
            n = 5
            z = tf.constant(real(9, n, self.latent_dim))
            gen = self.generator(z)
            comb = ops.concatenate([gen, real_images], axis=0)
            labels = ops.concatenate([ops.ones((n, 1)), ops.zeros((n, 1))], axis=0)
            with tf.GradientTape() as tape:
                d_loss = self.loss_fn(labels, self.discriminator(comb))
            self.d_optimizer.apply(
                tape.gradient(d_loss, self.discriminator.trainable_weights), self.discriminator.trainable_weights
            )
            with tf.GradientTape() as tape:
                g_loss = self.loss_fn(ops.zeros((n, 1)), self.discriminator(self.generator(z)))
            self.g_optimizer.apply(
                tape.gradient(g_loss, self.generator.trainable_weights), self.generator.trainable_weights
            )
            self.d_loss_tracker.update_state(d_loss)
            self.g_loss_tracker.update_state(g_loss)
            return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}

    dis = Sequential([keras.Input((4,)), layers.Dense(6), layers.LeakyReLU(negative_slope=0.2), layers.Dense(1)])
    gen = Sequential([keras.Input((3,)), layers.Dense(6, activation="relu"), layers.Dense(4)])
    fixed(dis)
    fixed(gen)
    g = GAN(dis, gen, 3)
    g.compile(
        d_optimizer=keras.optimizers.Adam(0.0003),
        g_optimizer=keras.optimizers.Adam(0.0003),
        loss_fn=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    h = g.fit(real(1, 20, 4), epochs=3, batch_size=5, shuffle=False, verbose=0)
    return [h.history, gen(real(9, 2, 3))]
