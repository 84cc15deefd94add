"""Makes sequences.json: models of sequences of any length, trained by Keras on TensorFlow.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python sequences.py

Every program starts from seed 7. Data are whole numbers that a short formula makes, which tests/keras/sequence-programs.ts makes again.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

from keras import Input, Model, Sequential, layers

HERE = pathlib.Path(__file__).parent


def shortest(value):
    return [float(str(x)) for x in np.asarray(value, "float32").ravel()]


def whole(rows, *shape, high=10):
    """Whole numbers from 0 to high - 1."""
    i = np.arange(rows * int(np.prod(shape)))
    return ((i * i * 7 + i * 3 + i // 5) % high).astype("float32")


def words(rows, steps, high=10):
    return whole(rows, steps, high=high).reshape(rows, steps)


def reals(rows, *shape):
    return (whole(rows, *shape) / 8 - 0.5).astype("float32").reshape(rows, *shape)


def binary(rows):
    return (np.arange(rows) * 7 % 11 > 5).astype("float32")


def embedding():
    inputs = Input((None,), dtype="int32")
    x = layers.Embedding(10, 4)(inputs)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
    x = layers.Bidirectional(layers.LSTM(2))(x)
    model = Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    validation = (words(4, 9), binary(4))
    return model, words(12, 6), binary(12), {"validation_data": validation}, words(3, 11)


def masked():
    model = Sequential([Input((None,)), layers.Embedding(10, 4, mask_zero=True), layers.GRU(3), layers.Dense(1)])
    model.compile("sgd", "mse")
    return model, words(12, 5), binary(12), {}, words(3, 8)


def convolution():
    inputs = Input((None, 2))
    x = layers.Conv1D(4, 3, padding="same", activation="relu")(inputs)
    x = layers.MaxPooling1D(2)(x)
    x = layers.Conv1D(3, 2)(x)
    model = Model(inputs, layers.Dense(1)(layers.GlobalMaxPooling1D()(x)))
    model.compile("sgd", "mse")
    return model, reals(12, 8, 2), binary(12), {}, reals(3, 13, 2)


def every_step():
    model = Sequential([Input((None, 3)), layers.SimpleRNN(4, return_sequences=True), layers.Dense(2)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model, reals(12, 5, 3), reals(12, 5, 2), {}, reals(2, 7, 3)


def images():
    model = Sequential([Input((None, None, 1)), layers.Conv2D(3, 2, activation="relu")])
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(1))
    model.compile("sgd", "mse")
    return model, reals(12, 4, 5, 1), binary(12), {}, reals(2, 7, 3, 1)


def several():
    title, body = Input((None,), name="title"), Input((None,), name="body")
    tags = Input((3,), name="tags")
    features = [layers.LSTM(3)(layers.Embedding(10, 4)(title)), layers.LSTM(2)(layers.Embedding(10, 4)(body)), tags]
    x = layers.concatenate(features)
    outputs = [layers.Dense(1, name="priority")(x), layers.Dense(3, activation="softmax", name="department")(x)]
    model = Model([title, body, tags], outputs)
    model.compile("sgd", ["mse", "sparse_categorical_crossentropy"], loss_weights=[1, 0.2])
    x = [words(12, 4), words(12, 7), reals(12, 3)]
    return model, x, [binary(12), np.arange(12) % 3], {}, [words(2, 5), words(2, 3), reals(2, 3)]


def nested():
    inner = Sequential([Input((None, 2)), layers.LSTM(3, return_sequences=True)], name="inner")
    inputs = Input((None, 2))
    x = layers.Add()([inner(inputs), layers.Dense(3)(inputs)])
    model = Model(inputs, layers.Dense(1)(layers.GlobalAveragePooling1D()(x)))
    model.compile("sgd", "mse")
    return model, reals(12, 4, 2), binary(12), {}, reals(3, 6, 2)


def translation():
    """An encoder whose state begins a decoder."""
    encoder_inputs = Input((None, 3), name="source")
    _, state_h, state_c = layers.LSTM(4, return_state=True)(encoder_inputs)
    decoder_inputs = Input((None, 2), name="target")
    lstm = layers.LSTM(4, return_sequences=True, return_state=True)
    outputs, _, _ = lstm(decoder_inputs, initial_state=[state_h, state_c])
    outputs = layers.Dense(2, activation="softmax")(outputs)
    model = Model([encoder_inputs, decoder_inputs], outputs)
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    y = np.eye(2, dtype="float32")[words(12, 6, high=2).astype(int)]
    return model, [reals(12, 5, 3), reals(12, 6, 2)], y, {}, [reals(2, 3, 3), reals(2, 4, 2)]


def one_state():
    inputs = Input((None, 3))
    sequence, state = layers.GRU(3, return_sequences=True, return_state=True, go_backwards=True)(inputs)
    x = layers.SimpleRNN(3, dropout=0.2)(sequence, initial_state=state)
    model = Model(inputs, layers.Dense(1)(layers.Add()([x, state])))
    model.compile("sgd", "mse")
    return model, reals(12, 4, 3), binary(12), {}, reals(2, 6, 3)


def channels():
    """Dropout of whole channels."""
    inputs = Input((6, 6, 2))
    x = layers.SpatialDropout2D(0.4)(layers.Conv2D(4, 3)(inputs))
    x = layers.SpatialDropout1D(0.3)(layers.Reshape((-1, 4))(x))
    model = Model(inputs, layers.Dense(1)(layers.Flatten()(x)))
    model.compile("sgd", "mse")
    return model, reals(12, 6, 6, 2), binary(12), {}, reals(2, 6, 6, 2)


def tagging():
    """A class for each step."""
    model = Sequential([Input((None,)), layers.Embedding(10, 4), layers.LSTM(4, return_sequences=True)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, words(12, 5), words(12, 5, high=3), {}, words(2, 7)


def groups():
    """Attention whose heads share keys and values, of words with a mask and of steps with a window."""
    words_in, steps_in = Input((None,), name="words"), Input((None, 3), name="steps")
    embedded = layers.Embedding(10, 4, mask_zero=True)(words_in)
    x = layers.GroupQueryAttention(3, 4, 2, dropout=0.2, use_gate=True)(embedded, embedded, use_causal_mask=True)
    y = layers.GroupQueryAttention(2, 3, 1, sliding_window=2, use_bias=False)(steps_in, steps_in)
    y, scores = layers.GroupQueryAttention(2, 2, 2)(y, y, return_attention_scores=True)
    pooled = [layers.GlobalAveragePooling1D()(part) for part in (x, y)]
    pooled.append(layers.Reshape((2,))(layers.GlobalAveragePooling2D(data_format="channels_first")(scores)))
    model = Model([words_in, steps_in], layers.Dense(1)(layers.Concatenate()(pooled)))
    model.compile("sgd", "mse")
    return model, [words(12, 5), reals(12, 4, 3)], binary(12), {}, [words(2, 7), reals(2, 6, 3)]


def frames():
    """A state of images that begins another sequence."""
    inputs, others = Input((None, 4, 4, 1)), Input((None, 4, 4, 2))
    sequence, *state = layers.ConvLSTM2D(2, 3, padding="same", return_sequences=True, return_state=True)(inputs)
    x = layers.ConvLSTM2D(2, 2, padding="same")(others, initial_state=state)
    x = layers.Flatten()(layers.Add()([x, layers.ConvLSTM2D(2, 1)(sequence)]))
    model = Model([inputs, others], layers.Dense(1)(x))
    model.compile("sgd", "mse")
    data = lambda rows, steps: [reals(rows, steps, 4, 4, 1), reals(rows, 2, 4, 4, 2)]
    return model, data(12, 3), binary(12), {}, data(2, 4)


PROGRAMS = [groups, frames, tagging, translation, one_state, channels, embedding, masked, convolution, every_step, images, several, nested]


def trained(program):
    keras.utils.clear_session()
    keras.utils.set_random_seed(7)
    model, x, y, options, others = program()
    first = [shortest(w) for w in model.get_weights()]
    history = model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0, **options).history
    outputs = model.predict(others, verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return {
        "shapes": [[list(output.shape) for output in keras.tree.flatten(layer.output)] for layer in model.layers],
        "first": first,
        "history": {key: shortest(values) for key, values in history.items()},
        "after": [shortest(w) for w in model.get_weights()],
        "outputs": [{"shape": list(output.shape), "values": shortest(output)} for output in outputs],
    }


def lengths():
    """Batches of different lengths."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(7)
    model = Sequential([Input((None, 2)), layers.LSTM(3), layers.Dense(1)])
    model.compile("adam", "mse")
    history = model.fit(((reals(4, n, 2), binary(4)) for n in [3, 5, 3, 7]), verbose=0).history
    return {"history": {"loss": shortest(history["loss"])}, "after": [shortest(w) for w in model.get_weights()]}


def stateful():
    """Outputs of a layer that keeps its state."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(7)
    layer = layers.LSTM(3, stateful=True, return_sequences=True)
    outputs = [layer(reals(2, 4, 2)), layer(reals(2, 3, 2))]
    layer.reset_state()
    return [shortest(output) for output in [*outputs, layer(reals(2, 4, 2))]]


def main():
    made = {
        "stateful": stateful(),
        "programs": {program.__name__: trained(program) for program in PROGRAMS}, "lengths": lengths(),
    }
    (HERE / "sequences.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")


main()
