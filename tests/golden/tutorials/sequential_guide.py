"""Keras' guide "The Sequential model"."""

import keras
from tutorial_data import fixed, real
from keras import Model, Sequential, layers


def program():
    model = Sequential(
        [
            keras.Input((4,)),
            layers.Dense(2, name="layer1"),
            layers.Dense(3, name="layer2"),
            layers.Dense(4, name="layer3"),
        ]
    )
    fixed(model)
    x = real(1, 3, 4)
    feature = Model(inputs=model.inputs, outputs=[l.output for l in model.layers])
    mid = Model(inputs=model.inputs, outputs=model.get_layer(name="layer2").output)
    n = [len(model.layers)]
    model.pop()
    n.append(len(model.layers))
    m2 = Sequential(name="cnn")
    m2.add(keras.Input((12, 12, 3)))
    m2.add(layers.Conv2D(4, 3, strides=2, activation="relu"))
    m2.add(layers.MaxPooling2D(2))
    m2.add(layers.GlobalMaxPooling2D())
    m2.add(layers.Dense(2))
    fixed(m2)
    for l in m2.layers[:-1]:
        l.trainable = False
    m2.compile("sgd", "mse")
    h = m2.fit(real(2, 8, 12, 12, 3), real(3, 8, 2), epochs=2, batch_size=4, verbose=0)
    return [feature(x), mid(x), n, h.history, m2.predict(real(2, 2, 12, 12, 3), verbose=0)]
