"""Keras' guide "Working with preprocessing layers"."""

import keras
import numpy as np
from tutorial_data import fixed, real
from keras import Model, layers


def program():
    data = real(1, 6, 3)
    n = layers.Normalization()
    n.adapt(data)
    r = [n(data)]
    tx = ["ξεῖν᾽, ἦ τοι μὲν ὄνειροι ἀμήχανοι ἀκριτόμυθοι", "the cat sat", "the dog sat, on the cat!"]
    v = layers.TextVectorization(output_mode="int", output_sequence_length=5)
    v.adapt(tx)
    r.append(v(tx))
    r.append(v.get_vocabulary())
    v2 = layers.TextVectorization(output_mode="multi_hot", ngrams=2)
    v2.adapt(tx)
    r.append(v2(["the cat sat"]))
    v3 = layers.TextVectorization(output_mode="tf_idf", ngrams=2)
    v3.adapt(tx)
    r.append(v3(["the cat sat on"]))
    s = layers.StringLookup()
    s.adapt([["b"], ["a"], ["b"]])
    r.append(s([["a"], ["z"]]))
    s1 = layers.StringLookup(vocabulary=["a", "b", "c"], output_mode="one_hot")
    r.append(s1(["a", "c", "q"]))
    il = layers.IntegerLookup(output_mode="one_hot")
    il.adapt(np.array([[10], [20], [20], [10], [30], [0]]))
    r.append(il(np.array([[10], [10], [20], [50]])))
    d = layers.Discretization(bin_boundaries=[0.0, 1.0, 2.0])
    r.append(d(np.array([[-1.5, 1.0, 3.4, 0.5]])))
    d2 = layers.Discretization(num_bins=3, epsilon=0.01)
    d2.adapt(data)
    r.append(d2(data))
    r.append(layers.CategoryEncoding(num_tokens=4, output_mode="multi_hot")(np.array([[0, 1], [0, 0], [1, 2], [3, 1]])))
    r.append(layers.Hashing(num_bins=3)([["A"], ["B"], ["C"]]))
    r.append(layers.Rescaling(1.0 / 255, offset=-1)(np.array([[0.0, 255.0]])))
    r.append(layers.CenterCrop(2, 2)(real(2, 1, 4, 4, 1)))
    r.append(layers.Resizing(3, 3)(real(2, 1, 4, 4, 1)))
    i = keras.Input((3,))
    m = Model(i, layers.Dense(2)(n(i)))
    fixed(m)
    m.compile("adam", "mse")
    r.append(m.fit(data, real(2, 6, 2), epochs=2, shuffle=False, verbose=0).history)
    return r
