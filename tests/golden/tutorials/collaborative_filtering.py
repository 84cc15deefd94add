"""Keras' example "Collaborative filtering for movie recommendations"."""

import keras
import numpy as np
from tutorial_data import fixed, ints
from keras import Model, layers, ops


def program():
    count, users, movies = (40, 7, 9)
    x = np.stack([ints(1, users, count), ints(4, movies, count)], axis=1)
    y = ints(2, 10, count).astype("float32") / 10

    class RecommenderNet(Model):

        def __init__(self, num_users, num_movies, embedding_size, **kwargs):
            super().__init__(**kwargs)
            self.user_embedding = layers.Embedding(
                num_users,
                embedding_size,
                embeddings_initializer="ones",
                embeddings_regularizer=keras.regularizers.l2(1e-06),
            )
            self.user_bias = layers.Embedding(num_users, 1)
            self.movie_embedding = layers.Embedding(
                num_movies,
                embedding_size,
                embeddings_initializer="ones",
                embeddings_regularizer=keras.regularizers.l2(1e-06),
            )
            self.movie_bias = layers.Embedding(num_movies, 1)

        def call(self, inputs):
            user_vector = self.user_embedding(inputs[:, 0])
            user_bias = self.user_bias(inputs[:, 0])
            movie_vector = self.movie_embedding(inputs[:, 1])
            movie_bias = self.movie_bias(inputs[:, 1])
            dot_user_movie = ops.sum(user_vector * movie_vector, axis=1, keepdims=True)
            return ops.sigmoid(dot_user_movie + user_bias + movie_bias)

    model = RecommenderNet(users, movies, 4)
    model(x[:1])
    fixed(model)
    model.compile(loss=keras.losses.BinaryCrossentropy(), optimizer=keras.optimizers.Adam(learning_rate=0.001))
    keras.utils.set_random_seed(2)
    history = model.fit(x=x[:32], y=y[:32], batch_size=8, epochs=3, verbose=0, validation_data=(x[32:], y[32:]))
    ratings = model.predict(x[:5], verbose=0).flatten()
    user, movie = (keras.Input((1,), name="user"), keras.Input((1,), name="movie"))
    u = layers.Flatten()(layers.Embedding(users, 3)(user))
    m = layers.Flatten()(layers.Embedding(movies, 3)(movie))
    product = layers.Dot(axes=1, normalize=True)([u, m])
    classic = Model([user, movie], layers.Dense(1)(product))
    fixed(classic)
    classic.compile("adam", "mse")
    second = classic.fit([x[:, :1], x[:, 1:]], y, epochs=2, batch_size=10, shuffle=False, verbose=0)
    return [history.history, ratings, second.history]
