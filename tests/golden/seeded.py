"""Makes seeded_fit.json, initializers.json and matrix_initializers.json: what Keras makes of a seed.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    python seeded.py
"""

import json

import numpy as np
from small_nets import HERE, breast_cancer, keras, plain, plain_all  # also sets TensorFlow up

initializers, layers = keras.initializers, keras.layers
SHAPES = [(0, (5, 8)), (42, (30, 10))]


def write(name, value):
    (HERE / name).write_text(json.dumps(value, separators=(",", ":")))


def exercise_4():
    return keras.Sequential([
        keras.Input((30,)), layers.Dense(10, "sigmoid"), layers.Dense(5, "sigmoid"), layers.Dense(1, "sigmoid")])


def layer_seeds(model):
    return [layer.kernel_initializer.seed for layer in model.layers]


def start(seed):
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)


def sample_order(seed, samples, batch, epochs):
    """The numbers of the samples in the order in which `fit` takes them, epoch by epoch."""
    start(seed)
    seen = []

    class Recorder(keras.Model):
        def __init__(self):
            super().__init__()
            self.layer = layers.Dense(1, kernel_initializer="zeros")

        def call(self, x):
            return self.layer(x)

        def train_step(self, batch):
            x, _ = batch
            seen.extend(int(number) for number in x[:, 0])
            return {"loss": 0.0}

    recorder = Recorder()
    recorder.compile("sgd", "mse", run_eagerly=True)
    numbers = np.arange(samples, dtype="float32").reshape(-1, 1)
    recorder.fit(numbers, numbers, batch_size=batch, epochs=epochs, verbose=0)
    return [seen[i * samples:(i + 1) * samples] for i in range(epochs)]


def seeded_fit(seed):
    x, y = breast_cancer(scaled=True)
    start(seed)
    model = exercise_4()
    # In the decimals of float64, unlike the other files.
    case = {"layer_seeds": layer_seeds(model), "W0": [array.tolist() for array in model.get_weights()]}
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    case["history"] = model.fit(x, y, batch_size=32, epochs=49, verbose=0).history
    orders = sample_order(seed, 569, 32, 49)
    return {
        **case,
        "order_569_first3": orders[:3],
        "order_569_epoch49": orders[48],
        "order_569_b300_first2": sample_order(seed, 569, 300, 2),
        "order_10_first3": sample_order(seed, 10, 32, 3),
    }


def seeded_model(seed):
    start(seed)
    model = exercise_4()
    return {"layer_seeds": layer_seeds(model), "weights": plain_all(model.get_weights())}


def draws(name):
    initializer = getattr(initializers, name)
    return {f"seed={seed},shape=({rows},{columns})": plain(initializer(seed=seed)((rows, columns))) for seed, (rows, columns) in SHAPES}


write("seeded_fit.json", {
    "about": "what keras.utils.set_random_seed(seed) makes of ex4 on the TensorFlow back end with shuffle=True (the default): layer "
    "seeds, initial weights, order of the samples in each epoch, history (scaled data, batch 32, 49 epochs)",
    "cases": {str(seed): seeded_fit(seed) for seed in (0, 42, 1337)},
})
write("initializers.json", {
    "about": "TensorFlow backend",
    "cases": {name: draws(name) for name in [
        "GlorotUniform", "GlorotNormal", "HeNormal", "HeUniform", "LecunNormal", "RandomUniform", "RandomNormal"]},
    "model_30_10_5_1": {f"set_random_seed({seed})": seeded_model(seed) for seed in (0, 42)},
})
write("matrix_initializers.json", {
    "about": "keras.initializers.Orthogonal(gain=1.5)",
    "cases": {
        f"seed={seed},shape=({rows},{columns})": plain(np.ravel(initializers.Orthogonal(gain=1.5, seed=seed)((rows, columns))))
        for seed, (rows, columns) in [(0, (5, 8)), (42, (8, 5)), (7, (6, 6))]
    },
})
