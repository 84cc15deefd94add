"""The Transformer encoder of Chollet's book "Deep Learning with Python", with sequences of any length and masks."""

import keras
from keras import Model, Sequential, layers, ops
from tutorial_data import fixed, ints


def program():

    class TransformerEncoder(layers.Layer):

        def __init__(self, embed_dim, dense_dim, num_heads):
            super().__init__()
            self.attention = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim)
            self.dense_proj = Sequential([layers.Dense(dense_dim, activation="relu"), layers.Dense(embed_dim)])
            self.layernorm_1 = layers.LayerNormalization()
            self.layernorm_2 = layers.LayerNormalization()
            self.supports_masking = True

        def call(self, inputs, mask=None):
            if mask is not None:
                mask = ops.expand_dims(mask, 1)
            attention_output = self.attention(inputs, inputs, attention_mask=mask)
            proj_input = self.layernorm_1(inputs + attention_output)
            return self.layernorm_2(proj_input + self.dense_proj(proj_input))

    class PositionalEmbedding(layers.Layer):

        def __init__(self, sequence_length, input_dim, output_dim):
            super().__init__()
            self.token_embeddings = layers.Embedding(input_dim, output_dim)
            self.position_embeddings = layers.Embedding(sequence_length, output_dim)

        def call(self, inputs):
            positions = ops.arange(0, ops.shape(inputs)[-1], 1)
            return self.token_embeddings(inputs) + self.position_embeddings(positions)

        def compute_mask(self, inputs, mask=None):
            return ops.not_equal(inputs, 0)

    inputs = keras.Input((None,), dtype="int64")
    x = PositionalEmbedding(10, 9, 4)(inputs)
    x = TransformerEncoder(4, 3, 2)(x)
    x = layers.GlobalMaxPooling1D()(x)
    model = Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    fixed(model)
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
    h = model.fit(ints(1, 9, 16, 6), ints(2, 2, 16), batch_size=8, epochs=2, shuffle=False, verbose=0)
    return [h.history, model.predict(ints(3, 9, 4, 5), verbose=0)]
