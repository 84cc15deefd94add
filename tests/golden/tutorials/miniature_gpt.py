"""Text generation with a miniature GPT: two outputs, a loss for the first, a callback that predicts."""

import keras
from keras import layers, ops
from tutorial_data import fixed, ints


def program():

    class TransformerBlock(layers.Layer):

        def __init__(self, dim, heads, ff_dim):
            super().__init__()
            self.att = layers.MultiHeadAttention(heads, dim)
            self.ffn = keras.Sequential([layers.Dense(ff_dim, activation="relu"), layers.Dense(dim)])
            self.layernorm1 = layers.LayerNormalization(epsilon=1e-6)
            self.layernorm2 = layers.LayerNormalization(epsilon=1e-6)

        def call(self, inputs):
            steps = ops.shape(inputs)[1]
            mask = ops.expand_dims(ops.arange(steps), 1) >= ops.arange(steps)
            mask = ops.tile(ops.reshape(ops.cast(mask, "int32"), (1, steps, steps)), (ops.shape(inputs)[0], 1, 1))
            attended = self.att(inputs, inputs, attention_mask=ops.cast(mask, "bool"))
            out = self.layernorm1(inputs + attended)
            return self.layernorm2(out + self.ffn(out))

    inputs = layers.Input((6,), dtype="int32")
    x = layers.Embedding(9, 4)(inputs)
    x = TransformerBlock(4, 2, 5)(x)
    outputs = layers.Dense(9, name="words")(x)
    model = keras.Model(inputs, [outputs, x])
    fixed(model)
    model.compile(optimizer="adam", loss=[keras.losses.SparseCategoricalCrossentropy(from_logits=True), None])
    generated = []

    class TextGenerator(keras.callbacks.Callback):

        def on_epoch_end(self, epoch, logs=None):
            start = [1, 2, 3]
            while len(start) < 6:
                y, _ = self.model.predict(ops.convert_to_numpy([start + [0] * (6 - len(start))]), verbose=0)
                _, indices = ops.top_k(y[0][len(start) - 1], k=3)
                start.append(int(indices[0]))
            generated.append(start)

    history = model.fit(
        ints(1, 9, 8, 6), ints(3, 9, 8, 6), batch_size=4, epochs=2, shuffle=False, verbose=0, callbacks=[TextGenerator()]
    ).history
    return [history, generated, model.evaluate(ints(2, 9, 4, 6), ints(4, 9, 4, 6), verbose=0)]
