"""The learning rate schedules of Keras' guide "Training & evaluation with the built-in methods"."""

import keras
import numpy as np
from tutorial_data import fixed, real
from keras import Sequential, layers, ops


def program():
    S = keras.optimizers.schedules
    out = []
    for s in [
        S.ExponentialDecay(0.1, 3, 0.9, staircase=True),
        S.PiecewiseConstantDecay([2, 4], [0.1, 0.05, 0.01]),
        S.PolynomialDecay(0.1, 5, 0.01, power=0.5),
        S.CosineDecay(0.1, 6, alpha=0.1, warmup_target=0.2, warmup_steps=2),
        S.CosineDecayRestarts(0.1, 3),
        S.InverseTimeDecay(0.1, 2, 0.5),
    ]:
        m = Sequential([keras.Input((3,)), layers.Dense(2)])
        fixed(m)
        m.compile(optimizer=keras.optimizers.SGD(s, momentum=0.9), loss="mse")
        h = m.fit(real(1, 12, 3), real(2, 12, 2), epochs=3, batch_size=4, shuffle=False, verbose=0)
        out.append([h.history, float(s(5)), float(np.array(m.optimizer.learning_rate))])

    class My(S.LearningRateSchedule):

        def __init__(self, r):
            self.r = r

        def __call__(self, step):
            return self.r / (ops.cast(step, "float32") + 1)

    m = Sequential([keras.Input((3,)), layers.Dense(2)])
    fixed(m)
    m.compile(optimizer=keras.optimizers.SGD(My(0.1)), loss="mse")
    out.append(m.fit(real(1, 12, 3), real(2, 12, 2), epochs=3, batch_size=4, shuffle=False, verbose=0).history)
    m = Sequential([keras.Input((3,)), layers.Dense(2)])
    fixed(m)
    m.compile("adam", "mse")
    out.append(
        m.fit(
            real(1, 12, 3),
            real(2, 12, 2),
            epochs=4,
            batch_size=4,
            shuffle=False,
            verbose=0,
            callbacks=[
                keras.callbacks.LearningRateScheduler(lambda e, lr: lr * 0.5),
                keras.callbacks.ReduceLROnPlateau(monitor="loss", factor=0.2, patience=1),
            ],
        ).history
    )
    return out
