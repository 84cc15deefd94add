"""Keras' guide "Making new layers and models via subclassing"."""

import keras
import numpy as np
from tutorial_data import real
from keras import Model, layers, ops


def program():

    class Linear(layers.Layer):

        def __init__(self, units=32, **k):
            super().__init__(**k)
            self.units = units

        def build(self, s):
            self.w = self.add_weight(shape=(s[-1], self.units), initializer="ones", trainable=True)
            self.b = self.add_weight(shape=(self.units,), initializer="zeros", trainable=True)

        def call(self, x):
            return ops.matmul(x, self.w) + self.b

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    class ComputeSum(layers.Layer):

        def __init__(self, d):
            super().__init__()
            self.total = self.add_weight(initializer="zeros", shape=(d,), trainable=False)

        def call(self, x):
            self.total.assign_add(ops.sum(x, axis=0))
            return self.total

    s = ComputeSum(2)
    r = [np.array(s(np.ones((2, 2), "float32"))), np.array(s(np.ones((2, 2), "float32")))]
    counts = [len(s.weights), len(s.trainable_weights)]

    class MLPBlock(layers.Layer):

        def __init__(self):
            super().__init__()
            self.l1 = Linear(4)
            self.l2 = Linear(3)
            self.l3 = Linear(1)

        def call(self, x):
            return self.l3(ops.relu(self.l2(ops.relu(self.l1(x)))))

    b = MLPBlock()
    y = b(np.ones((3, 5), "float32"))
    counts += [len(b.weights), len(b.trainable_weights)]

    class ActReg(layers.Layer):

        def __init__(self, rate=0.01):
            super().__init__()
            self.rate = rate

        def call(self, x):
            self.add_loss(self.rate * ops.mean(x))
            return x

    class Outer(layers.Layer):

        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(4, kernel_regularizer=keras.regularizers.l2(0.001), kernel_initializer="ones")
            self.reg = ActReg(0.01)

        def call(self, x):
            return self.reg(self.dense(x))

    o = Outer()
    o(np.ones((1, 4), "float32"))
    lo = [float(v) for v in o.losses]
    i = keras.Input((3,))
    out = ActReg()(i)
    m = Model(i, layers.Dense(2, kernel_initializer="ones")(out))
    m.compile(optimizer="adam", loss="mse")
    h = m.fit(real(1, 6, 3), real(2, 6, 2), epochs=2, shuffle=False, verbose=0)
    m.compile(optimizer="adam")
    h2 = m.fit(real(1, 6, 3), real(2, 6, 2), epochs=1, verbose=0)
    l = Linear(64)
    c = Linear.from_config(l.get_config())

    class CustomDropout(layers.Layer):

        def __init__(self, rate, **k):
            super().__init__(**k)
            self.rate = rate

        def call(self, inputs, training=None):
            if training:
                return inputs * 0.5
            return inputs

    d = CustomDropout(0.5)

    class Net(Model):

        def __init__(self, units=4, **k):
            super().__init__(**k)
            self.b = Linear(units)
            self.d = layers.Dense(1, kernel_initializer="ones")
            self.drop = CustomDropout(0.3)

        def call(self, x, training=None):
            return self.d(self.drop(ops.relu(self.b(x)), training=training))

    n = Net()
    n.compile("sgd", "mse")
    hn = n.fit(real(3, 8, 3), real(4, 8, 1), epochs=2, batch_size=4, shuffle=False, verbose=0)
    return [
        r,
        counts,
        y,
        lo,
        h.history,
        h2.history,
        c.units,
        d(np.ones((1, 2), "float32"), training=True),
        hn.history,
        n.predict(real(3, 2, 3), verbose=0),
    ]
