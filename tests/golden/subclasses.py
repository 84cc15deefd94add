"""Makes subclasses.json and saved/subclass.weights.h5: subclasses of Model, and steps of their own, in Keras on TensorFlow.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python subclasses.py

tests/keras/subclasses.test.ts makes the same models and data again.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf

from keras import Input, Model, layers, losses, metrics, optimizers

HERE = pathlib.Path(__file__).parent
X = (np.arange(36).reshape(12, 3) * 7 % 11 / 11).astype("float32")
Y = (X[:, :1] * 2 - X[:, 1:2]).astype("float32")
WEIGHTS = (np.arange(12) % 3 / 2 + 0.5).astype("float32")


def shortest(value):
    return [float(str(x)) for x in np.asarray(value, "float32").ravel()]


class Net(Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(4, activation="relu", kernel_regularizer="l2")
        self.drop = layers.Dropout(0.0)
        self.blocks = [layers.Dense(3, activation="tanh"), layers.Dense(3)]
        self.a_last = layers.Dense(1)

    def call(self, x, training=False):
        x = self.drop(self.hidden(x), training=training)
        for block in self.blocks:
            x = block(x)
        return self.a_last(x)


class Steps(Net):
    """Customizing what happens in fit()."""

    def train_step(self, data):
        x, y, weights = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred, sample_weight=weights)
        variables = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred, sample_weight=weights)
        return {m.name: m.result() for m in self.metrics}


class Lower(Net):
    """The same, going lower-level."""

    def __init__(self):
        super().__init__()
        self.tracker = metrics.Mean(name="loss")
        self.mae = metrics.MeanAbsoluteError(name="mae")
        self.loss_fn = losses.MeanSquaredError()

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.loss_fn(y, y_pred)
        variables = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        self.tracker.update_state(loss)
        self.mae.update_state(y, y_pred)
        return {"loss": self.tracker.result(), "mae": self.mae.result()}

    def test_step(self, data):
        x, y = data
        y_pred = self(x, training=False)
        self.tracker.update_state(self.loss_fn(y, y_pred))
        self.mae.update_state(y, y_pred)
        return {"loss": self.tracker.result(), "mae": self.mae.result()}

    @property
    def metrics(self):
        return [self.tracker, self.mae]


def begin(model):
    """Weights that the test makes again."""
    model(X)
    model.set_weights([((np.arange(w.size) * 5 % 9 - 4) / 9).reshape(w.shape) for w in model.get_weights()])
    return model


def summary(model):
    lines = []
    model.summary(line_length=80, print_fn=lines.append)
    return "\n".join(lines)


results = {}
shown = Net()
unbuilt = summary(shown)
shown.compile(optimizers.Adam(0.01), "mse")
shown.fit(X, Y, verbose=0)
net = begin(Net())
net.compile(optimizers.Adam(0.01), "mse", metrics=["mae"])
history = net.fit(X, Y, epochs=2, batch_size=4, shuffle=False, verbose=0).history
net.save_weights(HERE / "saved" / "subclass.weights.h5")
results["net"] = {
    "unbuilt": unbuilt,
    "summary": summary(shown),
    "history": {name: shortest(values) for name, values in history.items()},
    "predictions": shortest(net.predict(X[:4], verbose=0)),
    "paths": [w.path for w in shown.weights],
}
history = net.fit(X, Y, epochs=2, batch_size=4, shuffle=False, verbose=0).history
results["net"]["more"] = {name: shortest(values) for name, values in history.items()}

for name, make, given in [("steps", Steps, {"loss": "mse", "metrics": ["mae"]}), ("lower", Lower, {})]:
    model = begin(make())
    model.compile(optimizer=optimizers.RMSprop(0.01), **given)
    options = {"epochs": 3, "batch_size": 5, "shuffle": False, "verbose": 0}
    if name == "steps":
        history = model.fit(X, Y, sample_weight=WEIGHTS, **options).history
    else:
        history = model.fit(X, Y, validation_data=(X[:7], Y[:7]), **options).history
    results[name] = {
        "history": {key: shortest(values) for key, values in history.items()},
        "weights": [shortest(w) for w in model.get_weights()],
        "evaluation": {k: shortest(v)[0] for k, v in model.evaluate(X, Y, verbose=0, return_dict=True).items()},
    }

# Writing a training loop from scratch.
model = begin(Net())
optimizer, loss_fn, metric = optimizers.Adam(0.02), losses.MeanSquaredError(), metrics.MeanAbsoluteError()
seen = []
for epoch in range(3):
    for step in range(3):
        x, y = X[step * 4 : step * 4 + 4], Y[step * 4 : step * 4 + 4]
        with tf.GradientTape() as tape:
            y_pred = model(x, training=True)
            loss = loss_fn(y, y_pred) + sum(model.losses)
        optimizer.apply(tape.gradient(loss, model.trainable_weights), model.trainable_weights)
        metric.update_state(y, y_pred)
    seen.append(metric.result())
    metric.reset_state()
results["loop"] = {"mae": shortest(seen), "weights": [shortest(w) for w in model.get_weights()]}

(HERE / "subclasses.json").write_text(json.dumps(results, indent=1) + "\n")
