"""TensorFlow's tutorial "Neural machine translation with a Transformer and Keras"; Bahdanau's attention of the one before it."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from tutorial_data import fixed, ints, real


def program():

    class BahdanauAttention(layers.Layer):

        def __init__(self, units):
            super().__init__()
            self.W1 = layers.Dense(units)
            self.W2 = layers.Dense(units)
            self.V = layers.Dense(1)

        def call(self, query, values):
            score = self.V(ops.tanh(self.W1(ops.expand_dims(query, 1)) + self.W2(values)))
            weights = ops.softmax(score, axis=1)
            return ops.sum(weights * values, axis=1), weights

    class CrossAttention(layers.Layer):

        def __init__(self, **kwargs):
            super().__init__()
            self.mha = layers.MultiHeadAttention(**kwargs)
            self.layernorm = layers.LayerNormalization()
            self.add = layers.Add()

        def call(self, x, context):
            attn_output = self.mha(query=x, key=context, value=context)
            return self.layernorm(self.add([x, attn_output]))

    class DecoderLayer(layers.Layer):

        def __init__(self, *, d_model, num_heads, dff):
            super().__init__()
            self.causal = layers.MultiHeadAttention(num_heads=num_heads, key_dim=d_model)
            self.cross_attention = CrossAttention(num_heads=num_heads, key_dim=d_model)
            self.ffn = keras.Sequential([layers.Dense(dff, activation="relu"), layers.Dense(d_model)])

        def call(self, x, context):
            x = x + self.causal(x, x, use_causal_mask=True)
            x = self.cross_attention(x, context)
            return x + self.ffn(x)

    class Transformer(keras.Model):

        def __init__(self):
            super().__init__()
            self.source = layers.Embedding(8, 4)
            self.target = layers.Embedding(9, 4)
            self.decoder = [DecoderLayer(d_model=4, num_heads=2, dff=5) for _ in range(2)]
            self.final_layer = layers.Dense(9)

        def call(self, inputs):
            context, x = inputs
            context, x = self.source(context), self.target(x)
            for layer in self.decoder:
                x = layer(x, context)
            return self.final_layer(x)

    query, values = keras.Input((4,)), keras.Input((5, 3))
    context_vector, attention_weights = BahdanauAttention(3)(query, values)
    attention = keras.Model([query, values], [layers.Dense(1)(context_vector), attention_weights])
    fixed(attention)
    attention.compile("adam", ["mse", None])
    first = attention.fit([real(1, 6, 4), real(2, 6, 5, 3)], real(3, 6, 1), epochs=2, shuffle=False, verbose=0)

    class Decoder(keras.Model):

        def __init__(self):
            super().__init__()
            self.attention = BahdanauAttention(2)
            self.fc = layers.Dense(3)

        def call(self, hidden, features):
            context_vector, weights = self.attention(hidden, features)
            return self.fc(ops.concatenate([context_vector, hidden], axis=-1)), weights

    decoder = Decoder()
    decoder(real(0, 2, 4), real(0, 2, 5, 3))
    fixed(decoder)
    optimizer = keras.optimizers.Adam(0.01)
    losses = []
    for step in range(3):
        with tf.GradientTape() as tape:
            outputs, _ = decoder(real(step, 2, 4), real(step + 1, 2, 5, 3))
            loss = ops.mean(ops.square(outputs))
        optimizer.apply(tape.gradient(loss, decoder.trainable_variables), decoder.trainable_variables)
        losses.append(loss)

    transformer = Transformer()
    source, target = ints(1, 8, 8, 5), ints(2, 9, 8, 6)
    transformer((source[:1], target[:1]))
    fixed(transformer)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    transformer.compile(loss=loss, optimizer=keras.optimizers.Adam(0.01, beta_2=0.98), metrics=["accuracy"])
    h = transformer.fit([source, target], np.roll(target, -1, 1), batch_size=4, epochs=2, shuffle=False, verbose=0)
    return [first.history, losses, h.history, transformer.predict([source[:2], target[:2]], verbose=0)]
