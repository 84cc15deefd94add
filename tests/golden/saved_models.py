"""Files of saved models, and what Keras does with them: `saved/`.

Run it by Keras 3.15.1 and by Keras 2.15.0; each writes the files of its version.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    pip install keras==2.15.0 tensorflow-cpu==2.15.1 numpy==1.26.4   # Python 3.11
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

folder = pathlib.Path(__file__).with_name("saved")
folder.mkdir(exist_ok=True)
version = keras.__version__
name = "keras3" if version.startswith("3") else "keras2"
random = np.random.default_rng(3)
x = random.uniform(-1, 1, (24, 3)).astype("float32")
y = (x @ [[1.0], [-2.0], [0.5]] + 0.3).astype("float32")
labels = (y > 0).astype("float32")


def regression():
    return keras.Sequential([
        keras.layers.Dense(4, activation="tanh", input_shape=(3,), kernel_regularizer=keras.regularizers.L2(0.01),
                           kernel_constraint=keras.constraints.MaxNorm(3), bias_initializer="ones"),
        keras.layers.Dense(1, name="out"),
    ], name="stack")


def classification():
    return keras.Sequential([
        keras.layers.Dense(5, input_shape=(3,), use_bias=False, kernel_initializer=keras.initializers.HeNormal(seed=1)),
        keras.layers.LeakyReLU(0.2),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.0),
        keras.layers.Dense(4, activation="gelu"),
        keras.layers.Activation("relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])


def single():
    return keras.Sequential([keras.layers.Dense(1, input_shape=(3,), use_bias=False)], name="single")


def added():
    """A graph with a loss and a metric of its tensors, which Keras 2 alone has."""
    inputs = keras.Input((3,))
    code = keras.layers.Dense(2, "tanh")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1)(code), name="added")
    hidden = keras.layers.Dense(3, name="hidden")(code)
    model.add_loss(keras.layers.Lambda(lambda z: tf.reduce_mean(tf.square(z)), name="mean_square")(hidden))
    model.add_metric(code, name="size")
    return model


rate = keras.optimizers.schedules.ExponentialDecay(0.05, 4, 0.9)
programs = {
    "adam": (regression, dict(optimizer=keras.optimizers.Adam(0.02), loss="mse", metrics=["mae"]), y),
    "sgd": (classification,
            dict(optimizer=keras.optimizers.SGD(rate, momentum=0.9), loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1),
                 metrics=["accuracy", keras.metrics.AUC(num_thresholds=50)]), labels),
    "rmsprop": (regression, dict(optimizer=keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True), loss="mae"), y),
    "nadam": (regression, dict(optimizer=keras.optimizers.Nadam(0.01), loss=keras.losses.Huber()), y),
    "average": (regression, dict(optimizer=keras.optimizers.SGD(rate, use_ema=True), loss="mse"), y),
    "adafactor": (regression, dict(optimizer=keras.optimizers.Adafactor(0.02), loss="mse"), y),
}
if name == "keras2":
    # As many variables of the optimizer as Keras 3 has of another kind, and the counter alone.
    programs["single"] = (single, dict(optimizer=keras.optimizers.SGD(0.05), loss="mse"), y)
    programs["legacy"] = (single, dict(optimizer=keras.optimizers.legacy.SGD(0.05), loss="mse"), y)
    # Their files have the names and the order of TensorFlow up to 2.10.
    legacy = keras.optimizers.legacy
    programs["legacy_adam"] = (regression, dict(optimizer=legacy.Adam(0.02, amsgrad=True), loss="mse"), y)
    programs["legacy_rmsprop"] = (regression, dict(optimizer=legacy.RMSprop(0.01, momentum=0.5, centered=True), loss="mse"), y)
    programs["added"] = (added, dict(optimizer=keras.optimizers.Adam(0.02), loss="mse"), y)
    # Its Nadam has another momentum schedule after the first updates.
    del programs["nadam"]
figures = {"x": x.tolist(), "y": y.tolist(), "labels": labels.tolist(), "programs": {}}
for program, (make, compiled, targets) in programs.items():
    keras.utils.set_random_seed(5)
    model = make()
    model.compile(**compiled)
    fit = dict(batch_size=8, shuffle=False, verbose=0)
    model.fit(x, targets, epochs=3, **fit)
    formats = ["keras", "h5", "weights.h5"] if program in ("adam", "sgd") else ["h5"] if program.startswith("legacy") else ["keras"]
    for ending in formats:
        path = folder / f"{name}_{program}.{ending}"
        if ending == "weights.h5":
            model.save_weights(path)
        else:
            model.save(path)
    predictions = model.predict(x, verbose=0)
    history = model.fit(x, targets, epochs=6, initial_epoch=3, **fit).history
    figures["programs"][program] = {
        "formats": formats,
        "predictions": predictions.tolist(),
        **{metric: [float(value) for value in history[metric]] for metric in ("loss", "size") if metric in history},
        "after": model.predict(x, verbose=0).tolist(),
    }
if name == "keras2":
    figures["added"] = figures["programs"].pop("added")
(folder / f"{name}.json").write_text(json.dumps(figures) + "\n")
