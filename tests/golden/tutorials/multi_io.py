"""The part on several inputs and outputs of Keras' guide "Training & evaluation with the built-in methods"."""

import keras
from tutorial_data import fixed, ints, real
from keras import Model, layers


def program():
    img = keras.Input((8, 8, 1), name="img_input")
    ts = keras.Input((None, 4), name="ts_input")
    x1 = layers.GlobalMaxPooling2D()(layers.Conv2D(3, 3)(img))
    x2 = layers.GlobalMaxPooling1D()(layers.Conv1D(3, 3)(ts))
    x = layers.concatenate([x1, x2])
    s = layers.Dense(1, name="score_output")(x)
    c = layers.Dense(3, name="class_output")(x)
    m = Model([img, ts], [s, c])
    fixed(m)
    m.compile(
        optimizer=keras.optimizers.RMSprop(0.001),
        loss={
            "score_output": keras.losses.MeanSquaredError(),
            "class_output": keras.losses.CategoricalCrossentropy(from_logits=True),
        },
        metrics={
            "score_output": [keras.metrics.MeanAbsolutePercentageError(), keras.metrics.MeanAbsoluteError()],
            "class_output": [keras.metrics.CategoricalAccuracy()],
        },
        loss_weights={"score_output": 2.0, "class_output": 1.0},
    )
    h = m.fit(
        {"img_input": real(1, 12, 8, 8, 1), "ts_input": real(2, 12, 5, 4)},
        {"score_output": real(3, 12, 1), "class_output": keras.utils.to_categorical(ints(1, 3, 12), 3)},
        batch_size=4,
        epochs=2,
        shuffle=False,
        verbose=0,
    )
    return h.history
