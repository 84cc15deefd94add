"""Keras' example "Classification with gated residual and variable selection networks"."""

import keras
from tutorial_data import fixed, ints, real
from keras import Model, layers, ops


def program():

    class GatedLinearUnit(layers.Layer):

        def __init__(self, units):
            super().__init__()
            self.linear = layers.Dense(units)
            self.sigmoid = layers.Dense(units, activation="sigmoid")

        def call(self, inputs):
            return self.linear(inputs) * self.sigmoid(inputs)

    class GatedResidualNetwork(layers.Layer):

        def __init__(self, units, dropout_rate):
            super().__init__()
            self.units = units
            self.elu_dense = layers.Dense(units, activation="elu")
            self.linear_dense = layers.Dense(units)
            self.dropout = layers.Dropout(dropout_rate)
            self.gated_linear_unit = GatedLinearUnit(units)
            self.layer_norm = layers.LayerNormalization()
            self.project = layers.Dense(units)

        def call(self, inputs):
            x = self.elu_dense(inputs)
            x = self.linear_dense(x)
            x = self.dropout(x)
            if inputs.shape[-1] != self.units:
                inputs = self.project(inputs)
            x = inputs + self.gated_linear_unit(x)
            return self.layer_norm(x)

    class VariableSelection(layers.Layer):

        def __init__(self, num_features, units, dropout_rate):
            super().__init__()
            self.units = units
            self.grns = [GatedResidualNetwork(units, dropout_rate) for _ in range(num_features)]
            self.grn_concat = GatedResidualNetwork(units, dropout_rate)
            self.softmax = layers.Dense(units=num_features, activation="softmax")

        def call(self, inputs):
            v = layers.concatenate(inputs)
            v = self.grn_concat(v)
            v = ops.expand_dims(self.softmax(v), axis=-1)
            x = ops.stack([grn(part) for grn, part in zip(self.grns, inputs)], axis=1)
            return ops.squeeze(ops.matmul(ops.transpose(v, (0, 2, 1)), x), axis=1)

    inputs = [keras.Input((1,), name=name) for name in ("a", "b", "c")]
    encoded = [layers.Dense(4)(one) for one in inputs]
    features = VariableSelection(3, 4, 0.0)(encoded)
    model = Model(inputs, layers.Dense(1, activation="sigmoid")(features))
    fixed(model)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss=keras.losses.BinaryCrossentropy(),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy")],
    )
    x = [real(i, 20, 1) for i in range(3)]
    history = model.fit(x, ints(1, 2, 20), epochs=2, batch_size=5, shuffle=False, verbose=0)
    return [history.history, model.predict(x, verbose=0)[:3], model.count_params()]
