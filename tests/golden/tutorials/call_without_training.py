"""Keras' example "Node classification with graph neural networks", in brief: a `call` without `training`, which `fit` leaves in inference."""

import keras
from tutorial_data import fixed, ints, real
from keras import Model, layers


def program():
    class Plain(Model):
        def __init__(self):
            super().__init__()
            self.parts = [layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.5, seed=1), layers.Dense(1)]

        def call(self, x):
            for part in self.parts:
                x = part(x)
            return x

    class Trained(Plain):
        def call(self, x, training=False):
            return super().call(x)

    class Nodes(Model):
        def __init__(self):
            super().__init__()
            self.features = keras.ops.convert_to_tensor(real(4, 6, 3))
            self.normalize = layers.BatchNormalization()
            self.head = layers.Dense(1)

        def call(self, indices):
            x = self.normalize(self.features)
            return self.head(keras.ops.take(x, keras.ops.cast(keras.ops.squeeze(indices, -1), "int32"), axis=0))

    out = []
    x, y = (real(1, 12, 3), real(2, 12, 1))
    for model, rows in [(Plain(), x), (Trained(), x), (Nodes(), ints(1, 6, 12, 1))]:
        model(rows[:1])
        fixed(model)
        model.compile("sgd", "mse")
        out.append(model.fit(rows, y, epochs=2, batch_size=4, shuffle=False, verbose=0).history)
        out.append(model.get_weights())
    return out
