"""Keras' guide "Working with RNNs"."""

import keras
import numpy as np
from tutorial_data import fixed, ints, real
from keras import Model, Sequential, layers, ops


def program():
    m = Sequential([layers.Embedding(50, 6), layers.LSTM(8), layers.Dense(4)])
    m.build((None, None))
    fixed(m)
    m.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="sgd", metrics=["accuracy"])
    h = m.fit(ints(1, 50, 12, 5), ints(2, 4, 12), batch_size=4, epochs=2, shuffle=False, verbose=0)
    ei = keras.Input((None,))
    ee = layers.Embedding(20, 4)(ei)
    o, sh, sc = layers.LSTM(4, return_state=True, name="encoder")(ee)
    di = keras.Input((None,))
    de = layers.Embedding(20, 4)(di)
    do = layers.LSTM(4, name="decoder")(de, initial_state=[sh, sc])
    em = Model([ei, di], layers.Dense(3)(do))
    fixed(em)
    p = real(1, 2, 6, 3)
    lstm = layers.LSTM(4, stateful=True)
    lstm(p)
    lstm.set_weights(
        [
            (np.sin(np.arange(w.size) * 0.37 + k).astype("float32") * 0.3).reshape(w.shape) if w.ndim > 1 else w
            for k, w in enumerate(lstm.get_weights())
        ]
    )
    lstm.reset_state()
    s = [lstm(p), lstm(p)]
    lstm.reset_state()
    s.append(lstm(p))
    bi = Sequential(
        [
            keras.Input((5, 4)),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.Bidirectional(layers.GRU(2)),
            layers.Dense(2),
        ]
    )
    fixed(bi)

    class NestedCell(layers.Layer):

        def __init__(self, units, **k):
            self.units = units
            self.state_size = units
            super().__init__(**k)

        def build(self, s):
            self.k = self.add_weight(shape=(s[-1], self.units), initializer="ones")
            self.r = self.add_weight(shape=(self.units, self.units), initializer="ones")
            self.built = True

        def call(self, inputs, states):
            o = ops.matmul(inputs, self.k) * 0.1 + ops.matmul(states[0], self.r) * 0.1
            return (o, [o])

    r = layers.RNN(
        [NestedCell(3), layers.GRUCell(2, kernel_initializer="ones", recurrent_initializer="ones")],
        return_sequences=True,
    )
    return [h.history, em([ints(1, 20, 2, 4), ints(2, 20, 2, 3)]), s, bi(real(2, 2, 5, 4)), r(real(3, 2, 4, 3))]
