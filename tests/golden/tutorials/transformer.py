"""Keras' example "Text classification with Transformer"."""

import keras
from tutorial_data import fixed, ints
from keras import Model, Sequential, layers, ops


def program():

    class TransformerBlock(layers.Layer):

        def __init__(self, embed_dim, num_heads, ff_dim, rate=0.0):
            super().__init__()
            self.att = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim)
            self.ffn = Sequential([layers.Dense(ff_dim, activation="relu"), layers.Dense(embed_dim)])
            self.layernorm1 = layers.LayerNormalization(epsilon=1e-06)
            self.layernorm2 = layers.LayerNormalization(epsilon=1e-06)
            self.dropout1 = layers.Dropout(rate)
            self.dropout2 = layers.Dropout(rate)

        def call(self, inputs):
            a = self.dropout1(self.att(inputs, inputs))
            o = self.layernorm1(inputs + a)
            f = self.dropout2(self.ffn(o))
            return self.layernorm2(o + f)

    class TokenAndPositionEmbedding(layers.Layer):

        def __init__(self, maxlen, vocab, dim):
            super().__init__()
            self.token_emb = layers.Embedding(vocab, dim)
            self.pos_emb = layers.Embedding(maxlen, dim)

        def call(self, x):
            n = ops.shape(x)[-1]
            pos = ops.arange(start=0, stop=n, step=1)
            return self.token_emb(x) + self.pos_emb(pos)

    i = keras.Input((6,))
    x = TokenAndPositionEmbedding(6, 30, 8)(i)
    x = TransformerBlock(8, 2, 8)(x)
    x = layers.GlobalAveragePooling1D()(x)
    x = layers.Dropout(0.0)(x)
    x = layers.Dense(6, activation="relu")(x)
    m = Model(i, layers.Dense(2, activation="softmax")(x))
    fixed(m)
    m.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    h = m.fit(
        ints(1, 30, 16, 6),
        ints(2, 2, 16),
        batch_size=8,
        epochs=2,
        shuffle=False,
        validation_data=(ints(3, 30, 4, 6), ints(1, 2, 4)),
        verbose=0,
    )
    return [h.history, m.count_params()]
