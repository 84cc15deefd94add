"""Keras' example "WGAN-GP overriding Model.train_step"."""

import keras
import tensorflow as tf
from tutorial_data import fixed, real
from keras import Model, Sequential, layers


def program():

    class WGAN(Model):

        def __init__(self, discriminator, generator, latent_dim, discriminator_extra_steps=2, gp_weight=10.0):
            super().__init__()
            self.discriminator = discriminator
            self.generator = generator
            self.latent_dim = latent_dim
            self.d_steps = discriminator_extra_steps
            self.gp_weight = gp_weight

        def compile(self, d_optimizer, g_optimizer, d_loss_fn, g_loss_fn):
            super().compile()
            self.d_optimizer = d_optimizer
            self.g_optimizer = g_optimizer
            self.d_loss_fn = d_loss_fn
            self.g_loss_fn = g_loss_fn

        def gradient_penalty(self, r, f):
            inter = r + 0.3 * (f - r)
            with tf.GradientTape() as gp:
                gp.watch(inter)
                pred = self.discriminator(inter, training=True)
            gr = gp.gradient(pred, [inter])[0]
            norm = tf.sqrt(tf.reduce_sum(tf.square(gr), axis=[1]))
            return tf.reduce_mean((norm - 1.0) ** 2)

        def train_step(self, r):
            n = 4
            z = tf.constant(real(9, n, self.latent_dim))
            for i in range(self.d_steps):
                with tf.GradientTape() as tape:
                    fake = self.generator(z, training=True)
                    fl = self.discriminator(fake, training=True)
                    rl = self.discriminator(r, training=True)
                    d_cost = self.d_loss_fn(real_img=rl, fake_img=fl)
                    gp = self.gradient_penalty(r, fake)
                    d_loss = d_cost + gp * self.gp_weight
                self.d_optimizer.apply_gradients(
                    zip(
                        tape.gradient(d_loss, self.discriminator.trainable_variables),
                        self.discriminator.trainable_variables,
                    )
                )
            with tf.GradientTape() as tape:
                g_loss = self.g_loss_fn(self.discriminator(self.generator(z, training=True), training=True))
            self.g_optimizer.apply_gradients(
                zip(tape.gradient(g_loss, self.generator.trainable_variables), self.generator.trainable_variables)
            )
            return {"d_loss": d_loss, "g_loss": g_loss}

    dis = Sequential([keras.Input((4,)), layers.Dense(6), layers.LeakyReLU(0.2), layers.Dense(1)])
    gen = Sequential([keras.Input((3,)), layers.Dense(6, activation="relu"), layers.Dense(4, activation="tanh")])
    fixed(dis)
    fixed(gen)
    w = WGAN(dis, gen, 3)
    w.compile(
        d_optimizer=keras.optimizers.Adam(0.0002, beta_1=0.5, beta_2=0.9),
        g_optimizer=keras.optimizers.Adam(0.0002, beta_1=0.5, beta_2=0.9),
        g_loss_fn=lambda f: -tf.reduce_mean(f),
        d_loss_fn=lambda real_img, fake_img: tf.reduce_mean(fake_img) - tf.reduce_mean(real_img),
    )
    h = w.fit(real(1, 12, 4), batch_size=4, epochs=2, shuffle=False, verbose=0)
    return [h.history, dis(real(2, 2, 4)), gen(real(2, 2, 3))]
