"""Keras' example "Image similarity estimation using a siamese network with a contrastive loss"."""

import keras
from tutorial_data import fixed, ints, real
from keras import Model, layers, ops


def program():

    def euclidean_distance(vects):
        x, y = vects
        sum_square = ops.sum(ops.square(x - y), axis=1, keepdims=True)
        return ops.sqrt(ops.maximum(sum_square, keras.config.epsilon()))

    inputs = keras.Input((8, 8, 1))
    x = layers.BatchNormalization()(inputs)
    x = layers.Conv2D(4, (3, 3), activation="tanh")(x)
    x = layers.AveragePooling2D(pool_size=(2, 2))(x)
    x = layers.Flatten()(x)
    x = layers.BatchNormalization()(x)
    x = layers.Dense(5, activation="tanh")(x)
    embedding_network = Model(inputs, x)
    input_1, input_2 = (keras.Input((8, 8, 1)), keras.Input((8, 8, 1)))
    tower_1, tower_2 = (embedding_network(input_1), embedding_network(input_2))
    merge_layer = layers.Lambda(euclidean_distance, output_shape=(1,))([tower_1, tower_2])
    normal_layer = layers.BatchNormalization()(merge_layer)
    siamese = Model(inputs=[input_1, input_2], outputs=layers.Dense(1, activation="sigmoid")(normal_layer))
    fixed(siamese)

    def loss(margin=1):

        def contrastive_loss(y_true, y_pred):
            square_pred = ops.square(y_pred)
            margin_square = ops.square(ops.maximum(margin - y_pred, 0))
            return ops.mean((1 - y_true) * square_pred + y_true * margin_square)

        return contrastive_loss

    siamese.compile(loss=loss(margin=1), optimizer="RMSprop", metrics=["accuracy"])
    pairs, labels = ([real(1, 16, 8, 8, 1), real(2, 16, 8, 8, 1)], ints(1, 2, 16).astype("float32"))
    history = siamese.fit(
        pairs,
        labels,
        validation_data=([p[:4] for p in pairs], labels[:4]),
        batch_size=4,
        epochs=2,
        shuffle=False,
        verbose=0,
    )
    results = siamese.evaluate(pairs, labels, verbose=0)
    return [history.history, results, siamese.predict([p[:3] for p in pairs], verbose=0)]
