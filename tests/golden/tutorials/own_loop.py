"""Keras' guide "Writing a training loop from scratch"."""

import keras
import tensorflow as tf
from tutorial_data import fixed, ints, real
from keras import Model, layers


def program():
    i = keras.Input((5,))
    m = Model(i, layers.Dense(3)(layers.Dense(6, activation="relu")(i)))
    fixed(m)
    opt = keras.optimizers.Adam(0.01)
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    tr = keras.metrics.SparseCategoricalAccuracy()
    va = keras.metrics.SparseCategoricalAccuracy()
    ds = tf.data.Dataset.from_tensor_slices((real(1, 20, 5), ints(1, 3, 20))).batch(5)
    out = []
    for epoch in range(2):
        for step, (x, y) in enumerate(ds):
            with tf.GradientTape() as tape:
                logits = m(x, training=True)
                loss = loss_fn(y, logits)
            g = tape.gradient(loss, m.trainable_weights)
            opt.apply(g, m.trainable_weights)
            tr.update_state(y, logits)
            out.append(float(loss))
        out.append(float(tr.result()))
        tr.reset_state()
        va.update_state(ints(2, 3, 4), m(real(2, 4, 5), training=False))
        out.append(float(va.result()))
        va.reset_state()
    m.compile(optimizer="sgd", loss=loss_fn, metrics=["accuracy"])
    out += [m.train_on_batch(real(1, 5, 5), ints(1, 3, 5)), m.test_on_batch(real(1, 5, 5), ints(1, 3, 5))]
    return out
