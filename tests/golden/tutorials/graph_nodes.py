"""Node classification with graph neural networks: layers of nested inputs, and a model around another one."""

import keras
import tensorflow as tf
from keras import layers, ops
from tutorial_data import fixed, fixed_list, ints, real


def program():

    class GraphConvLayer(layers.Layer):

        def __init__(self, units, **options):
            super().__init__(**options)
            self.prepare = layers.Dense(units, activation="gelu")
            self.update = layers.Dense(units, activation="gelu")

        def call(self, inputs):
            nodes, (targets, neighbours), weights = inputs
            messages = self.prepare(ops.take(nodes, neighbours, axis=0)) * ops.expand_dims(weights, -1)
            summed = ops.segment_sum(messages, targets, num_segments=nodes.shape[0])
            return keras.utils.normalize(self.update(ops.concatenate([nodes, summed], axis=1)), axis=-1)

    class Classifier(keras.Model):

        def __init__(self, features, edges, weights, **options):
            super().__init__(**options)
            self.features, self.edges, self.edge_weights = features, edges, weights / ops.sum(weights)
            self.conv1 = GraphConvLayer(4, name="conv1")
            self.conv2 = GraphConvLayer(4, name="conv2")
            self.logits = layers.Dense(3, name="logits")

        def call(self, indices):
            x = self.conv1([self.features, (self.edges[0], self.edges[1]), self.edge_weights])
            x = self.conv2([x, (self.edges[0], self.edges[1]), self.edge_weights]) + x
            return self.logits(ops.take(x, indices, axis=0))

    class Trainer(keras.Model):

        def __init__(self, model):
            super().__init__()
            self.model = model

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self.model(x, training=True)
                loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
            variables = self.trainable_variables
            self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

        def call(self, x):
            return self.model(x)

    features = ops.convert_to_tensor(real(1, 10, 5))
    edges = [ops.convert_to_tensor(ints(1, 10, 16)), ops.convert_to_tensor(ints(4, 10, 16))]
    model = Classifier(features, edges, ops.ones((16,)), name="graph")
    model(ops.convert_to_tensor([1, 5, 7], "int32"))
    fixed(model)
    logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=logits, metrics=["accuracy"])
    history = model.fit(ints(0, 10, 8), ints(2, 3, 8), batch_size=4, epochs=2, shuffle=False, verbose=0).history

    inputs = keras.Input((4, 4, 1))
    digits = keras.Model(inputs, layers.Dense(3, activation="softmax")(layers.Flatten()(inputs)))
    fixed(digits)
    trainer = Trainer(digits)
    trainer.compile(keras.optimizers.SGD(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    trained = trainer.fit(real(2, 8, 4, 4), ints(1, 3, 8), batch_size=4, epochs=2, shuffle=False, verbose=0).history

    class Triplet(keras.Model):

        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(2)

        def call(self, inputs):
            (a, b), others = inputs
            return self.dense(a) * self.dense(b) - self.dense(others["c"])

    triplet = Triplet()
    nested = [[real(1, 2, 3), real(2, 2, 3)], {"c": real(3, 2, 3)}]
    triplet(nested)
    triplet.set_weights(fixed_list(triplet.get_weights()))
    pairs = triplet(nested)
    triplet.compile("sgd", "mse")
    fitted = triplet.fit(nested, real(4, 2, 2), epochs=2, verbose=0).history
    return [history, trained, digits(real(3, 2, 4, 4)), pairs, fitted, triplet.predict(nested, verbose=0)]
