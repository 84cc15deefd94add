"""Makes lookups.json: how Keras 3.15.1 trains tables of embeddings, with whose gradients TensorFlow hands each lookup to the optimizer.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    TF_ENABLE_ONEDNN_OPTS=0 python lookups.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

layers, optimizers = keras.layers, keras.optimizers
X = np.array([[1, 2, 2, 0], [3, 1, 2, 2], [5, 5, 5, 5], [0, 4, 1, 2]], "float32")
Y = np.array([[1], [0], [1], [0]], "float32")


def values(shape):
    count = int(np.prod(shape))
    return (np.arange(count) % 7 - 3).reshape(shape).astype("float32") / 10


def single(**options):
    return keras.Sequential([keras.Input((4,)), layers.Embedding(6, 3, **options), layers.Flatten(), layers.Dense(1)])


def shared():
    inputs = [keras.Input((4,)), keras.Input((4,))]
    table = layers.Embedding(6, 3)
    return keras.Model(inputs, layers.Dense(1)(layers.Flatten()(layers.Subtract()([table(one) for one in inputs]))))


class Own(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"total": loss}


class Twice(Own):
    def train_step(self, data):
        x, y = data
        steps = []
        for factor in (1, 2):
            with tf.GradientTape() as tape:
                loss = factor * self.compute_loss(x, y, self(x, training=True))
            steps.append(tape.gradient(loss, self.trainable_variables))
        for gradients in steps:
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"total": loss}


def own(of=single, steps=Own):
    stack = of()
    return steps(stack.inputs, stack.outputs[0])


def regularized():
    return single(embeddings_regularizer=keras.regularizers.L2(0.1))


programs = {
    "sgd": (single, lambda: optimizers.SGD(0.1, momentum=0.5)),
    "adam": (single, lambda: optimizers.Adam(0.1)),
    "amsgrad": (single, lambda: optimizers.Adam(0.1, amsgrad=True)),
    "adamw": (single, lambda: optimizers.AdamW(0.1, weight_decay=0.01)),
    "rmsprop": (single, lambda: optimizers.RMSprop(0.1, momentum=0.5, centered=True)),
    "adagrad": (single, lambda: optimizers.Adagrad(0.1)),
    "adadelta": (single, lambda: optimizers.Adadelta(10.0)),
    "adamax": (single, lambda: optimizers.Adamax(0.1)),
    "nadam": (single, lambda: optimizers.Nadam(0.1)),
    "ftrl": (single, lambda: optimizers.Ftrl(0.1)),
    "lion": (single, lambda: optimizers.Lion(0.1)),
    "lamb": (single, lambda: optimizers.Lamb(0.1)),
    "adafactor": (single, lambda: optimizers.Adafactor(0.1)),
    "schedule_free_adamw": (single, lambda: optimizers.ScheduleFreeAdamW(0.1)),
    "clipnorm": (single, lambda: optimizers.Adam(0.1, clipnorm=0.05)),
    "global_clipnorm": (single, lambda: optimizers.SGD(0.1, global_clipnorm=0.05)),
    "clipvalue": (single, lambda: optimizers.Adam(0.1, clipvalue=0.01)),
    "gradient_accumulation_steps": (single, lambda: optimizers.Adam(0.1, gradient_accumulation_steps=2)),
    "regularized": (regularized, lambda: optimizers.Adam(0.1)),
    "loss_scale": (single, lambda: optimizers.LossScaleOptimizer(optimizers.Adam(0.1), initial_scale=8.0)),
    "shared": (shared, lambda: optimizers.Adam(0.1)),
    "own": (own, lambda: optimizers.RMSprop(0.1)),
    "own_shared": (lambda: own(shared), lambda: optimizers.RMSprop(0.1)),
    "own_twice": (lambda: own(shared, Twice), lambda: optimizers.RMSprop(0.01)),
}

figures = {}
for name, (make, optimizer) in programs.items():
    model = make()
    model.set_weights([values(weight.shape) for weight in model.weights])
    model.compile(optimizer(), "mse")
    # Built by the first step of `fit`, ScheduleFreeAdamW would start at zero. Its second step is wrong on TensorFlow in any case.
    model.optimizer.build(model.trainable_variables)
    epochs = 1 if name == "schedule_free_adamw" else 4
    x = [X, X[::-1]] if len(model.inputs) == 2 else X
    history = model.fit(x, Y, batch_size=4, epochs=epochs, shuffle=False, verbose=0).history
    weights = np.concatenate([weight.flatten() for weight in model.get_weights()])
    figures[name] = {"loss": next(iter(history.values())), "weights": [float(f"{value:.7g}") for value in weights]}

path = pathlib.Path(__file__).with_name("lookups.json")
path.write_text(json.dumps(figures, indent=1) + "\n")
