"""Keras' guide "Understanding masking & padding"."""

import keras
import numpy as np
from tutorial_data import fixed, real
from keras import Model, Sequential, layers, ops


def program():
    raw = [[711, 632, 71], [73, 8, 3215, 55, 927], [83, 91, 1, 645, 1253, 927]]
    p = keras.utils.pad_sequences(raw, padding="post")
    emb = layers.Embedding(5000, 4, mask_zero=True)
    o = emb(p)
    mk = [np.array(o._keras_mask).astype(float)]
    ml = layers.Masking()
    un = np.tile(np.expand_dims(p.astype("float32"), -1), [1, 1, 3])
    mk.append(np.array(ml(un)._keras_mask).astype(float))
    m = Sequential([layers.Embedding(5000, 4, mask_zero=True), layers.LSTM(5), layers.Dense(1)])
    m.build((None, 6))
    fixed(m)
    m.compile("adam", "mse")
    h = m.fit(p, real(1, 3, 1), epochs=2, shuffle=False, verbose=0)

    class TemporalSplit(layers.Layer):

        def call(self, x):
            return ops.split(x, 2, axis=1)

        def compute_mask(self, x, mask=None):
            return ops.split(mask, 2, 1) if mask is not None else None

    i = keras.Input((6,))
    first, second = TemporalSplit()(layers.Embedding(5000, 4, mask_zero=True)(i))
    split = Model(i, [layers.LSTM(3)(first), layers.LSTM(2)(second)])
    fixed(split)

    class TemporalSoftmax(layers.Layer):

        def __init__(self, **k):
            super().__init__(**k)
            self.supports_masking = True

        def call(self, inputs, mask=None):
            bm = ops.expand_dims(ops.cast(mask, "float32"), -1)
            e = ops.exp(inputs) * bm
            return e / ops.sum(e * bm, axis=1, keepdims=True)

    i = keras.Input((None,))
    x = layers.Embedding(5000, 4, mask_zero=True)(i)
    x = layers.Dense(1)(x)
    mm = Model(i, TemporalSoftmax()(x))
    fixed(mm)
    return [p, mk, h.history, split(p), mm(p)]
