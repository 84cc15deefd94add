import keras
import numpy as np
import tensorflow as tf
from keras import Input, Model, Sequential, layers
from tutorial_data import fixed, ints, real

QUIET = dict(batch_size=5, shuffle=False, verbose=0)


def program():
    """A label for each step of padded sequences, as in named entity recognition: losses and metrics leave the padding out."""
    x = ints(1, 7, 12, 5)
    y = ints(2, 7, 12, 5) % 3
    one_hot = keras.utils.to_categorical(y, 3)
    weights = np.abs(real(3, 12))
    results = []

    def tagger(last, loss, metrics, **options):
        inputs = Input((None,), dtype="int64")
        h = layers.Embedding(7, 4, mask_zero=True)(inputs)
        h = layers.Bidirectional(layers.GRU(3, return_sequences=True))(h)
        model = Model(inputs, last(h))
        fixed(model)
        model.compile("adam", loss, metrics=metrics, weighted_metrics=metrics, **options)
        return model

    softmax = layers.Dense(3, activation="softmax")
    sparse = tagger(softmax, "sparse_categorical_crossentropy", ["accuracy"])
    results.append(sparse.fit(x, y, epochs=2, validation_split=0.25, **QUIET).history)
    results.append(sparse.evaluate(x, y, verbose=0, return_dict=True))
    # Sequences of other lengths.
    results.append(sparse.evaluate(x[:, :3], y[:, :3], verbose=0, return_dict=True))
    results.append(sparse.fit(x, y, epochs=1, sample_weight=weights[:, None], **QUIET).history)
    ignoring = keras.losses.SparseCategoricalCrossentropy(ignore_class=1)
    ignoring = tagger(layers.Dense(3, activation="softmax"), ignoring, [])
    results.append(ignoring.fit(x, y, epochs=2, **QUIET).history)
    categorical = tagger(layers.Dense(3), keras.losses.CategoricalCrossentropy(from_logits=True, reduction="sum"), ["categorical_accuracy"])
    results.append(categorical.fit(x, one_hot, epochs=2, **QUIET).history)
    numbers = tagger(layers.TimeDistributed(layers.Dense(2)), "mse", ["mae", "cosine_similarity"])
    results.append(numbers.fit(x, real(4, 12, 5, 2), epochs=2, **QUIET).history)
    binary = tagger(layers.Dense(1, activation="sigmoid"), "binary_crossentropy", ["accuracy"])
    results.append(binary.fit(x, y[:, :, None] % 2, epochs=2, **QUIET).history)

    values = real(5, 6, 4, 2)
    values[2, 2:] = -1
    values[4, 1] = -1
    forecast = Sequential([Input((4, 2)), layers.Masking(-1.0), layers.LSTM(3, return_sequences=True), layers.Dense(1)])
    fixed(forecast)
    forecast.compile("sgd", keras.losses.Huber(reduction=None), metrics=["mse"])
    results.append(forecast.fit(values, real(6, 6, 4, 1), epochs=2, **QUIET).history)

    class Steps(Model):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
            self.compute_metrics(x, y, y_pred, None)
            return {"accuracy": self.get_metrics_result()["accuracy"], "step_loss": loss}

    inputs = Input((5,))
    outputs = layers.LSTM(3, return_sequences=True)(layers.Embedding(7, 4, mask_zero=True)(inputs))
    steps = Steps(inputs, layers.Dense(3, activation="softmax")(outputs))
    fixed(steps)
    steps.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    results.append(steps.fit(x, y, epochs=2, **QUIET).history)
    results.append(steps.predict(x[:2], verbose=0))
    return results
