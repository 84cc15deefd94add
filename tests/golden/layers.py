"""Makes layers.json: small nets with each layer, trained by Keras on TensorFlow, and the layers' configurations.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python layers.py

Each program begins with set_random_seed(11) and trains two epochs in batches of 8, without shuffling. Programs of the same
names are in tests/keras/layer-programs.ts. Data are small whole numbers that both sides compute alike.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

from keras import layers, optimizers, regularizers

HERE = pathlib.Path(__file__).parent
SAMPLES = 20


def numbers(*shape, low=-8, high=8):
    """Numbers of a linear congruential generator, from low / 8 to high / 8."""
    size = int(np.prod(shape))
    values, state = [], 12345
    for _ in range(size):
        state = (1103515245 * state + 12345) % 2**31
        values.append((state >> 16) % (high - low) + low)
    return (np.array(values, "float64") / 8).astype("float32").reshape(shape)


def whole(*shape, high=10):
    return numbers(*shape, low=0, high=high) * 8


def tall(*middle, inputs=(5,)):
    return inputs, lambda: [layers.Dense(6), *[make() for make in middle], layers.Dense(1)]


def flat(inputs, *middle):
    return inputs, lambda: [*[make() for make in middle], layers.Flatten(), layers.Dense(1)]


def adapted(x):
    layer = layers.Normalization()
    layer.adapt(x)
    return layer


PROGRAMS = {
    "batch normalization": tall(lambda: layers.BatchNormalization(momentum=0.8)),
    "batch normalization options": tall(
        lambda: layers.BatchNormalization(
            center=False, epsilon=0.1, gamma_initializer="uniform", gamma_regularizer="l2", gamma_constraint="non_neg"
        )
    ),
    "batch normalization without scale": tall(lambda: layers.BatchNormalization(scale=False)),
    "batch normalization frozen": tall(lambda: layers.BatchNormalization(trainable=False)),
    "batch normalization first": ((5,), lambda: [layers.BatchNormalization(), layers.Dense(1)]),
    "batch normalization of images": flat((4, 4, 2), lambda: layers.BatchNormalization(axis=1)),
    "layer normalization": tall(lambda: layers.LayerNormalization()),
    "layer normalization options": tall(
        lambda: layers.LayerNormalization(scale=False, epsilon=0.1, beta_initializer="uniform", beta_regularizer="l1")
    ),
    "layer normalization of axes": flat((4, 3, 2), lambda: layers.LayerNormalization(axis=(1, 3))),
    "unit normalization": tall(lambda: layers.UnitNormalization()),
    "normalization adapted": ((5,), lambda: [adapted(numbers(SAMPLES, 5)), layers.Dense(1)]),
    "normalization given": ((5,), lambda: [
        layers.Normalization(mean=[0.5, 1, 0, -1, 2], variance=[1, 4, 2, 0.25, 9]), layers.Dense(1)
    ]),
    "normalization inverted": ((5,), lambda: [
        layers.Dense(5), layers.Normalization(mean=0.5, variance=4.0, invert=True), layers.Dense(1)
    ]),
    "rescaling": ((5,), lambda: [layers.Rescaling(1 / 3, offset=0.25), layers.Dense(6), layers.Rescaling(2.5), layers.Dense(1)]),
    "rescaling of features": ((5,), lambda: [layers.Rescaling([1, 2, 3, 4, 5.5], [0, 1, 0, 0, -1]), layers.Dense(1)]),
    "gaussian noise": tall(lambda: layers.GaussianNoise(0.3)),
    "gaussian noise with a seed": tall(lambda: layers.GaussianNoise(0.3, seed=5)),
    "gaussian dropout": tall(lambda: layers.GaussianDropout(0.3)),
    "alpha dropout": tall(lambda: layers.AlphaDropout(0.3)),
    "several noises": tall(
        lambda: layers.GaussianNoise(0.1), lambda: layers.Dropout(0.2), lambda: layers.AlphaDropout(0.2), lambda: layers.GaussianDropout(0.2)
    ),
    "prelu": tall(lambda: layers.PReLU()),
    "prelu options": tall(lambda: layers.PReLU(alpha_initializer="uniform", alpha_regularizer="l2", alpha_constraint="non_neg")),
    "prelu shared": flat((4, 3), lambda: layers.PReLU(shared_axes=[1], alpha_initializer="ones")),
    "softmax of axes": flat((4, 3), lambda: layers.Softmax(axis=1)),
    "log softmax of rows": flat((4, 3), lambda: layers.Activation("log_softmax")),
    "dense of rows": flat((4, 3), lambda: layers.Dense(2, activation="relu", kernel_regularizer="l2"), lambda: layers.Dense(3, activation="softmax", use_bias=False)),
    "reshape": ((6,), lambda: [layers.Reshape((3, -1)), layers.Permute((2, 1)), layers.Dense(2), layers.Flatten(), layers.Dense(1)]),
    "repeat vector": ((6,), lambda: [layers.RepeatVector(3), layers.Dense(2), layers.Flatten(), layers.Dense(1)]),
    "embedding": ((4,), lambda: [layers.Embedding(10, 3), layers.Flatten(), layers.Dense(1)], "whole"),
    "embedding options": (
        (4,),
        lambda: [layers.Embedding(10, 3, embeddings_initializer="glorot_normal", embeddings_regularizer="l2"), layers.Flatten(), layers.Dense(1)],
        "whole",
    ),
    "up-sampling": flat((3, 2, 2), lambda: layers.UpSampling2D((2, 3)), lambda: layers.Dense(2)),
    "up-sampling bilinear": flat((3, 2, 2), lambda: layers.UpSampling2D(2, interpolation="bilinear"), lambda: layers.Dense(2)),
    "up-sampling of steps": flat((3, 2), lambda: layers.UpSampling1D(3), lambda: layers.Dense(2)),
    "zero padding": flat((3, 2, 2), lambda: layers.ZeroPadding2D(((1, 0), (2, 1))), lambda: layers.Dense(2)),
    "zero padding of steps": flat((3, 2), lambda: layers.ZeroPadding1D((2, 1)), lambda: layers.Dense(2)),
    "conv 1d": flat((6, 2), lambda: layers.Conv1D(3, 3, activation="tanh")),
    "conv 1d causal": flat((6, 2), lambda: layers.Conv1D(3, 2, padding="causal", dilation_rate=2)),
    "conv 1d strides": flat((7, 2), lambda: layers.Conv1D(3, 3, strides=2, padding="same", use_bias=False)),
    "conv 2d": flat((5, 5, 2), lambda: layers.Conv2D(3, 3, activation="relu")),
    "conv 2d options": flat((5, 6, 2), lambda: layers.Conv2D(
        4, (2, 3), strides=(2, 1), padding="same", groups=2, kernel_initializer="he_normal", kernel_regularizer="l2",
        bias_initializer="ones", activity_regularizer=regularizers.L2(1e-4), kernel_constraint="max_norm", activation="tanh"
    )),
    "conv 2d dilated": flat((5, 5, 2), lambda: layers.Conv2D(2, 2, dilation_rate=2)),
    "conv 2d transpose": flat((3, 3, 2), lambda: layers.Conv2DTranspose(2, 3, strides=2, activation="tanh")),
    "conv 2d transpose same": flat((3, 3, 2), lambda: layers.Conv2DTranspose(3, 3, strides=2, padding="same")),
    "depthwise conv": flat((5, 5, 2), lambda: layers.DepthwiseConv2D(2, depth_multiplier=2, activation="relu")),
    "depthwise conv strides": flat((5, 5, 2), lambda: layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False)),
    "separable conv": flat((5, 5, 2), lambda: layers.SeparableConv2D(3, 2, depth_multiplier=2, activation="relu")),
    "separable conv 1d": flat((6, 2), lambda: layers.SeparableConv1D(3, 2)),
    "max pooling": flat((5, 5, 2), lambda: layers.MaxPooling2D()),
    "max pooling same": flat((5, 5, 2), lambda: layers.MaxPooling2D((3, 2), strides=(1, 2), padding="same")),
    "max pooling 1d": flat((7, 2), lambda: layers.MaxPooling1D(3, strides=2)),
    "average pooling": flat((5, 5, 2), lambda: layers.AveragePooling2D(3, strides=2, padding="same")),
    "average pooling 1d": flat((7, 2), lambda: layers.AveragePooling1D(2, padding="same")),
    "global average pooling": ((5, 5, 2), lambda: [layers.GlobalAveragePooling2D(), layers.Dense(1)]),
    "global max pooling": flat((5, 5, 2), lambda: layers.GlobalMaxPooling2D(keepdims=True)),
    "global average pooling 1d": ((5, 2), lambda: [layers.GlobalAveragePooling1D(), layers.Dense(1)]),
    "global max pooling 1d": ((5, 2), lambda: [layers.GlobalMaxPooling1D(), layers.Dense(1)]),
    "small convnet": ((8, 8, 1), lambda: [
        layers.Conv2D(4, kernel_size=(3, 3), activation="relu"), layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(6, kernel_size=(2, 2), activation="relu"), layers.BatchNormalization(), layers.Flatten(),
        layers.Dropout(0.5), layers.Dense(1)
    ]),
    "simple rnn": ((4, 3), lambda: [layers.SimpleRNN(4), layers.Dense(1)]),
    "simple rnn options": flat((4, 3), lambda: layers.SimpleRNN(
        4, activation="relu", use_bias=False, return_sequences=True, go_backwards=True, recurrent_initializer="glorot_uniform"
    )),
    "lstm": ((4, 3), lambda: [layers.LSTM(4), layers.Dense(1)]),
    "lstm options": flat((4, 3), lambda: layers.LSTM(
        4, recurrent_activation="hard_sigmoid", unit_forget_bias=False, return_sequences=True, kernel_regularizer="l2",
        recurrent_regularizer="l1"
    )),
    "lstm dropout": ((4, 3), lambda: [layers.LSTM(4, dropout=0.3), layers.Dense(1)]),
    "lstm recurrent dropout": ((4, 3), lambda: [layers.LSTM(4, dropout=0.2, recurrent_dropout=0.3), layers.Dense(1)]),
    "stacked lstm": ((4, 3), lambda: [layers.LSTM(4, return_sequences=True), layers.LSTM(3), layers.Dense(1)]),
    "gru": ((4, 3), lambda: [layers.GRU(4), layers.Dense(1)]),
    "gru options": flat((4, 3), lambda: layers.GRU(4, reset_after=False, return_sequences=True, go_backwards=True)),
    "gru without bias": ((4, 3), lambda: [layers.GRU(4, use_bias=False), layers.Dense(1)]),
    "gru recurrent dropout": ((4, 3), lambda: [layers.GRU(4, dropout=0.2, recurrent_dropout=0.3), layers.Dense(1)]),
    "bidirectional lstm": ((4, 3), lambda: [layers.Bidirectional(layers.LSTM(4)), layers.Dense(1)]),
    "bidirectional gru sequences": flat((4, 3), lambda: layers.Bidirectional(layers.GRU(4, return_sequences=True), merge_mode="sum")),
    "time distributed": flat((4, 3), lambda: layers.TimeDistributed(layers.Dense(2, activation="relu"))),
    "time distributed images": flat((3, 5, 5, 1), lambda: layers.TimeDistributed(layers.Conv2D(2, 3))),
    "conv lstm 1d": flat((4, 5, 2), lambda: layers.ConvLSTM1D(3, 2, return_sequences=True, recurrent_activation="hard_sigmoid")),
    "conv lstm 2d": flat((3, 5, 4, 2), lambda: layers.ConvLSTM2D(3, (2, 3), strides=(2, 1), padding="same", kernel_regularizer="l2")),
    "conv lstm 2d stacked": flat(
        (3, 6, 6, 1),
        lambda: layers.ConvLSTM2D(2, 3, dilation_rate=2, return_sequences=True, dropout=0.2, recurrent_dropout=0.3),
        lambda: layers.ConvLSTM2D(2, 1, use_bias=False, go_backwards=True, activity_regularizer="l2"),
    ),
    "conv lstm 3d": flat((2, 3, 3, 3, 1), lambda: layers.ConvLSTM3D(2, 2, unit_forget_bias=False, seed=3)),
    "bidirectional conv lstm": flat((3, 4, 4, 1), lambda: layers.Bidirectional(layers.ConvLSTM2D(2, 3, return_sequences=True))),
    "spectral normalization": tall(lambda: layers.SpectralNormalization(layers.Dense(4, "relu"))),
    "spectral normalization of images": flat(
        (5, 5, 2),
        lambda: layers.SpectralNormalization(layers.Conv2D(3, 2, kernel_regularizer="l2"), power_iterations=3),
        lambda: layers.SpectralNormalization(layers.Conv2DTranspose(2, 2, strides=2, use_bias=False)),
    ),
    "spectral normalization of vectors": flat((4,), lambda: layers.SpectralNormalization(layers.Embedding(10, 3))) + ("whole",),
    "masked lstm": ((4,), lambda: [layers.Embedding(10, 3, mask_zero=True), layers.LSTM(4), layers.Dense(1)], "whole"),
    "masked gru sequences": ((4,), lambda: [
        layers.Embedding(10, 3, mask_zero=True), layers.Bidirectional(layers.GRU(4, return_sequences=True)), layers.GRU(3), layers.Dense(1)
    ], "whole"),
}

CONFIGS = [
    layers.BatchNormalization(name="a"),
    layers.BatchNormalization(axis=1, momentum=0.5, epsilon=0.1, center=False, gamma_regularizer="l2", beta_constraint="non_neg", name="a", trainable=False),
    layers.LayerNormalization(name="a"),
    layers.LayerNormalization(axis=[1, 2], scale=False, beta_initializer="ones", name="a"),
    layers.UnitNormalization(axis=1, name="a"),
    layers.Normalization(name="a"),
    layers.Normalization(axis=None, mean=1.5, variance=2.0, invert=True, name="a"),
    layers.Rescaling(0.5, name="a"),
    layers.Rescaling([1.0, 2.0], offset=-1.0, name="a"),
    layers.GaussianNoise(0.5, name="a"),
    layers.GaussianDropout(0.5, seed=3, name="a"),
    layers.AlphaDropout(0.5, noise_shape=(None, 1), name="a"),
    layers.PReLU(name="a"),
    layers.PReLU(alpha_initializer="ones", shared_axes=[1, 2], name="a"),
    layers.Softmax(axis=1, name="a"),
    layers.ELU(alpha=0.5, name="a"),
    layers.ReLU(max_value=6.0, threshold=1.0, name="a"),
    layers.Reshape((2, -1), name="a"),
    layers.Permute((2, 1), name="a"),
    layers.RepeatVector(3, name="a"),
    layers.Embedding(10, 3, name="a"),
    layers.Embedding(10, 3, embeddings_initializer="zeros", embeddings_regularizer="l1", mask_zero=True, name="a"),
    layers.Masking(mask_value=2.0, name="a"),
    layers.UpSampling1D(3, name="a"),
    layers.UpSampling2D((2, 3), interpolation="bilinear", name="a"),
    layers.ZeroPadding1D((1, 2), name="a"),
    layers.ZeroPadding2D(((1, 2), (3, 4)), name="a"),
    layers.Conv1D(3, 2, padding="causal", name="a"),
    layers.Conv2D(3, 2, name="a"),
    layers.Conv2D(4, (2, 3), strides=2, padding="same", data_format="channels_first", groups=2, activation="relu", use_bias=False, name="a"),
    layers.Conv2DTranspose(3, 2, strides=2, name="a"),
    layers.DepthwiseConv2D(2, depth_multiplier=2, depthwise_regularizer="l2", name="a"),
    layers.SeparableConv1D(3, 2, name="a"),
    layers.SeparableConv2D(3, (2, 1), pointwise_initializer="ones", name="a"),
    layers.MaxPooling1D(3, name="a"),
    layers.MaxPooling2D(name="a"),
    layers.AveragePooling1D(2, name="a"),
    layers.AveragePooling2D((2, 3), strides=1, padding="same", name="a"),
    layers.GlobalAveragePooling1D(name="a"),
    layers.GlobalAveragePooling2D(keepdims=True, name="a"),
    layers.GlobalMaxPooling1D(name="a"),
    layers.GlobalMaxPooling2D(name="a"),
    layers.SimpleRNN(3, name="a"),
    layers.LSTM(3, dropout=0.5, seed=4, return_sequences=True, name="a"),
    layers.GRU(3, reset_after=False, go_backwards=True, name="a"),
    layers.Bidirectional(layers.LSTM(3, name="b"), merge_mode="ave", name="a"),
    layers.TimeDistributed(layers.Softmax(name="b"), name="a"),
    layers.ConvLSTM2D(3, 2, dropout=0.5, padding="same", name="a"),
    layers.ConvLSTM3D(3, (1, 2, 3), seed=4, bias_regularizer="l1", name="a"),
    layers.SpectralNormalization(layers.Softmax(name="b"), power_iterations=2, name="a"),
    layers.GroupQueryAttention(3, 4, 2, dropout=0.1, kernel_initializer="zeros", name="a"),
]


def floats(array):
    return [float(str(np.float32(v))) for v in np.asarray(array, "float32").ravel()]


def run(inputs, make, kind="numbers"):
    keras.utils.set_random_seed(11)
    x = (whole if kind == "whole" else numbers)(SAMPLES, *inputs)
    model = keras.Sequential([keras.Input(inputs), *make()])
    model.compile(optimizer=optimizers.SGD(0.05), loss="mse")
    size = int(np.prod(model.output_shape[1:]))
    y = numbers(SAMPLES, size, low=-3, high=5).reshape(SAMPLES, *model.output_shape[1:])
    first = [floats(w) for w in model.get_weights()]
    before = floats(model.predict(x[:3], verbose=0))
    history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    return dict(
        shapes=[list(layer.output.shape[1:]) for layer in model.layers],
        params=[layer.count_params() for layer in model.layers],
        first=first,
        before=before,
        loss=floats(history.history["loss"]),
        weights=[floats(w) for w in model.get_weights()],
        after=floats(model.predict(x[:3], verbose=0)),
    )


def plain(value):
    """A configuration without what Keras 3 adds to name classes and types."""
    if isinstance(value, dict):
        if set(value) >= {"module", "class_name", "config"}:
            return dict(class_name=value["class_name"], config=plain(value["config"]))
        return {k: plain(v) for k, v in value.items() if k not in ("dtype", "input_axes", "output_axes")}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


if __name__ == "__main__":
    cases = {name: run(*program) for name, program in PROGRAMS.items()}
    configs = [dict(class_name=type(layer).__name__, config=plain(layer.get_config())) for layer in CONFIGS]
    text = ",\n".join(f"{json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items())
    listed = ",\n".join(json.dumps(config) for config in configs)
    (HERE / "layers.json").write_text(f'{{"cases": {{\n{text}\n}},\n"configs": [\n{listed}\n]}}\n')
