"""Files of models of many kinds of layers, and what Keras predicts with them: `saved/`.

Run it by Keras 3.15.1 and by Keras 2.15.0; each writes the files of its version.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    pip install keras==2.15.0 tensorflow-cpu==2.15.1 numpy==1.26.4   # Python 3.11
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

folder = pathlib.Path(__file__).with_name("saved")
is_3 = keras.__version__.startswith("3")
version = "keras3" if is_3 else "keras2"
random = np.random.default_rng(4)
layers = keras.layers


def dense():
    return [
        keras.Input((4,)), layers.Dense(3), layers.BatchNormalization(), layers.LayerNormalization(), layers.PReLU(),
        layers.GaussianNoise(0.1), layers.GaussianDropout(0.1), layers.AlphaDropout(0.1), layers.ActivityRegularization(0.1),
        layers.Dense(4, "relu"), layers.ReLU(6.0), layers.ELU(), layers.Softmax(), layers.UnitNormalization(),
        layers.RepeatVector(3), layers.Permute((2, 1)), layers.Reshape((2, 6)), layers.Flatten(), layers.Dense(1),
    ]


def image():
    return [
        keras.Input((6, 6, 2)), layers.Rescaling(0.5, offset=0.1), layers.ZeroPadding2D(1), layers.Conv2D(3, 3, padding="same"),
        layers.BatchNormalization(), layers.DepthwiseConv2D(2), layers.SeparableConv2D(2, 2), layers.MaxPooling2D(2),
        layers.UpSampling2D(2), layers.Conv2DTranspose(2, 2), layers.AveragePooling2D(2), layers.GlobalAveragePooling2D(),
    ]


def steps():
    return [
        keras.Input((6, 2)), layers.Conv1D(3, 2, padding="causal"), layers.BatchNormalization(), layers.MaxPooling1D(2),
        layers.Bidirectional(layers.LSTM(2, return_sequences=True)), layers.TimeDistributed(layers.Dense(2)),
        layers.GRU(3, return_sequences=True), layers.SimpleRNN(2, return_sequences=True), layers.GlobalMaxPooling1D(),
    ]


def tokens():
    return [
        keras.Input((5,)), layers.Embedding(7, 3, mask_zero=True), layers.Dropout(0.1),
        layers.LSTM(2), layers.Dense(1),
    ]


def numbers():
    normalization = layers.Normalization()
    normalization.adapt(random.uniform(-1, 3, (20, 4)))
    return [keras.Input((4,)), normalization, layers.Discretization([-1.0, 0.0, 1.0]), layers.CategoryEncoding(4, "count")]


def graph():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(3), layers.BatchNormalization()], name="inner")
    c, d = inner(a), layers.Dense(3)(b)
    parts = [layer()([c, d]) for layer in (layers.Add, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum,
                                           layers.Subtract)]
    return keras.Model([a, b], [layers.Concatenate()(parts), layers.Dot(1)([c, d])])


figures = {}
for make in (dense, image, steps, tokens, numbers, graph):
    keras.utils.set_random_seed(6)
    made = make()
    model = keras.Sequential(made) if isinstance(made, list) else made
    inputs = []
    for tensor in model.inputs:
        shape = (6, *tensor.shape[1:])
        inputs.append((random.integers(0, 7, shape) if make is tokens else random.uniform(-1, 1, shape)).astype("float32"))
    # `Normalization` computes with its adapted values until it is loaded.
    if make is not numbers:
        model.set_weights([random.uniform(0.1, 0.9, weight.shape).astype("float32") for weight in model.get_weights()])
    for ending in ("keras", "h5"):
        model.save(folder / f"{version}_{make.__name__}.{ending}")
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    figures[make.__name__] = {"inputs": [x.tolist() for x in inputs], "outputs": [y.tolist() for y in outputs]}
(folder / f"{version}_layers.json").write_text(json.dumps(figures) + "\n")
