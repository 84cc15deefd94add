"""Keras' example "MixUp augmentation for image classification", with a PyDataset."""

import math

import keras
from tutorial_data import fixed, ints, real
from keras import Sequential, layers


def program():
    x, y = (real(1, 24, 6, 6, 1), keras.utils.to_categorical(ints(1, 3, 24), 3))

    class MixUp(keras.utils.PyDataset):

        def __init__(self, x, y, batch_size, **kwargs):
            super().__init__(**kwargs)
            self.x, self.y, self.batch_size = (x, y, batch_size)

        def __len__(self):
            return math.ceil(len(self.x) / self.batch_size)

        def __getitem__(self, idx):
            low, high = (idx * self.batch_size, min((idx + 1) * self.batch_size, len(self.x)))
            images, labels = (self.x[low:high], self.y[low:high])
            ratio = 0.2 + 0.1 * (idx % 3)
            return (images * ratio + images[::-1] * (1 - ratio), labels * ratio + labels[::-1] * (1 - ratio))

    model = Sequential(
        [
            keras.Input((6, 6, 1)),
            layers.Conv2D(4, (3, 3), activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    fixed(model)
    model.compile(
        optimizer="adam", loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.1), metrics=["accuracy"]
    )
    history = model.fit(MixUp(x, y, 7), epochs=2, shuffle=False, validation_data=MixUp(x[:8], y[:8], 4), verbose=0)
    return [history.history, model.evaluate(x, y, verbose=0), model.predict(MixUp(x, y, 7), verbose=0).shape]
