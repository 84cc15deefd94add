"""TensorFlow's tutorial "Overfit and underfit"."""

import keras
from tutorial_data import ints, real
from keras import Sequential, layers


def program():
    x = real(1, 48, 6)
    y = ints(1, 2, 48, 1).astype("float32")
    lr = keras.optimizers.schedules.InverseTimeDecay(0.001, decay_steps=6, decay_rate=1, staircase=False)
    keras.utils.set_random_seed(7)
    m = Sequential(
        [
            keras.Input((6,)),
            layers.Dense(16, activation="elu", kernel_regularizer=keras.regularizers.l2(0.001)),
            layers.Dropout(0.5),
            layers.Dense(16, activation="elu", kernel_regularizer=keras.regularizers.l1_l2(0.0001, 0.001)),
            layers.Dropout(0.5),
            layers.Dense(1),
        ]
    )
    m.compile(
        optimizer=keras.optimizers.Adam(lr),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryCrossentropy(from_logits=True, name="binary_crossentropy"), "accuracy"],
    )
    h = m.fit(
        x,
        y,
        epochs=4,
        batch_size=8,
        validation_data=(x[:8], y[:8]),
        callbacks=[keras.callbacks.EarlyStopping(monitor="val_binary_crossentropy", patience=2)],
        verbose=0,
    )
    return [h.history, float(lr(12))]
