"""Layers that extend built-in ones, with variables and layers of their own: alone, in lists, and made by `build`."""

import keras
from tutorial_data import fixed, real
from keras import Sequential, layers


def program():
    x, y = (real(1, 12, 3), real(2, 12, 2))

    class Scaled(layers.Dense):

        def __init__(self, units, **kwargs):
            super().__init__(units, **kwargs)
            self.scale = keras.Variable([0.5, 2.0], name="scale")
            self.gate = layers.Dense(units, activation="sigmoid")
            self.shifts = [keras.Variable([0.1, 0.2], name="shift")]

        def build(self, input_shape):
            super().build(input_shape)
            self.gate.build(input_shape)
            self.count = self.add_weight(shape=(), initializer="zeros", trainable=False, name="count")
            self.power = self.add_weight(shape=(2,), initializer="ones", regularizer="l2", name="power")

        def call(self, inputs, training=None):
            self.count.assign_add(1.0)
            hidden = super().call(inputs) * self.scale + self.shifts[0]
            return hidden * self.gate(inputs) * self.power

    class Normalized(layers.BatchNormalization):

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.offset = keras.Variable([0.3, -0.3], name="offset")

        def call(self, inputs, training=None, mask=None):
            return super().call(inputs, training=training, mask=mask) + self.offset

    class Steps(layers.TimeDistributed):

        def __init__(self, layer, **kwargs):
            super().__init__(layer, **kwargs)
            self.factor = keras.Variable(2.0, name="factor")

        def call(self, inputs, training=None, mask=None):
            return super().call(inputs, training=training, mask=mask) * self.factor

    def shown(layer):
        return [[w.name for w in layer.weights], [w.name for w in layer.trainable_weights], layer.count_params()]

    results = []
    for layer, data, target in [
        (Scaled(2), x, y),
        (Normalized(), real(3, 12, 2), y),
        (Steps(layers.Dense(2)), real(4, 12, 2, 3), real(5, 12, 2, 2)),
    ]:
        model = Sequential([keras.Input(data.shape[1:]), layer])
        fixed(model)
        model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mse")
        history = model.fit(data, target, epochs=3, batch_size=4, shuffle=False, verbose=0)
        results.append([shown(layer), history.history["loss"], layer.get_weights(), model.predict(data[:2], verbose=0)])
    return results
