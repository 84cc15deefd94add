"""TensorFlow's tutorial "Classification on imbalanced data"."""

import keras
import numpy as np
from tutorial_data import fixed, ints, real
from keras import Sequential, layers


def program():
    x = real(1, 60, 7)
    y = (ints(3, 9, 60, 1) == 0).astype("float32")
    counts = np.bincount(y[:, 0].astype(int))
    w0, w1 = (1.0 / counts[0], 1.0 / counts[1])
    m = Sequential(
        [
            keras.Input(x.shape[1:]),
            layers.Dense(8, activation="relu"),
            layers.Dense(8, activation="relu"),
            layers.Dropout(0.0),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    fixed(m)
    M = keras.metrics
    mt = [
        M.FalseNegatives(name="fn"),
        M.FalsePositives(name="fp"),
        M.TrueNegatives(name="tn"),
        M.TruePositives(name="tp"),
        M.Precision(name="precision"),
        M.Recall(name="recall"),
        M.AUC(name="auc"),
        M.AUC(name="prc", curve="PR"),
        M.BinaryAccuracy(name="accuracy"),
    ]
    m.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=mt)
    keras.utils.set_random_seed(5)
    h = m.fit(x, y, batch_size=16, epochs=3, verbose=0, validation_data=(x[:20], y[:20]), class_weight={0: w0, 1: w1})
    m.layers[-1].bias.assign([np.log(counts[1] / counts[0])])
    e = m.evaluate(x, y, batch_size=16, verbose=0, return_dict=True)
    return [h.history, e, counts]
