"""Metrics in the properties of layers and models, which update them in their `call`; a layer that computes the loss."""

import keras
from tutorial_data import fixed, ints, real
from keras import Input, Model, Sequential, layers, losses, metrics, ops


def program():
    class Watched(layers.Layer):

        def __init__(self):
            super().__init__()
            self.size = metrics.Mean(name="size")

        def call(self, inputs):
            self.size.update_state(ops.abs(inputs))
            return inputs

    class Block(layers.Layer):

        def __init__(self):
            super().__init__()
            self.hidden = layers.Dense(3)
            self.parts = [Watched()]

        def build(self, input_shape):
            self.hidden.build(input_shape)
            super().build(input_shape)

        def call(self, inputs):
            return self.parts[0](self.hidden(inputs))

    class Counting(Model):

        def __init__(self):
            super().__init__()
            self.last = layers.Dense(2)
            self.largest = metrics.Mean(name="largest")

        def build(self, input_shape):
            self.last.build(input_shape)
            super().build(input_shape)

        def call(self, inputs):
            outputs = self.last(inputs)
            self.largest.update_state(ops.max(outputs))
            return outputs

    class Endpoint(layers.Layer):

        def __init__(self):
            super().__init__()
            self.loss_fn = losses.BinaryCrossentropy(from_logits=True)
            self.accuracy = metrics.BinaryAccuracy(name="accuracy")

        def call(self, targets, logits):
            self.add_loss(self.loss_fn(targets, logits))
            self.accuracy.update_state(targets, logits)
            return ops.sigmoid(logits)

    x, y = (real(1, 12, 4), real(2, 12, 2))
    results = []
    for model in (Sequential([Input((4,)), Block(), layers.Dense(2)]), Counting()):
        model.build((None, 4))
        fixed(model)
        model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
        options = {"epochs": 2, "batch_size": 5, "shuffle": False, "verbose": 0}
        history = model.fit(x, y, validation_data=(x[:4], y[:4]), **options).history
        results.append([sorted(history), [history[name] for name in sorted(history)]])
        results.append(model.evaluate(x, y, verbose=0, return_dict=True))

    inputs, targets = (Input((4,), name="inputs"), Input((1,), name="targets"))
    model = Model([inputs, targets], Endpoint()(targets, layers.Dense(1)(inputs)))
    fixed(model)
    model.compile(optimizer=keras.optimizers.Adam(0.1))
    data = {"inputs": x, "targets": ints(3, 2, 12, 1).astype("float32")}
    history = model.fit(data, epochs=3, batch_size=5, shuffle=False, verbose=0).history
    results.append([history["loss"], history["accuracy"]])
    return results
