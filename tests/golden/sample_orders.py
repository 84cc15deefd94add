"""Makes sample_orders.json: SHA-256 digests of the orders in which Keras' fit on TensorFlow takes the samples of large data.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    python sample_orders.py

A digest is that of the samples' numbers in the order of the first epoch, as little-endian 32-bit integers.
"""

import hashlib
import json

import numpy as np
from small_nets import HERE, keras  # also sets TensorFlow up

SAMPLES = [20_000, 60_000, 200_000]
SEEDS = [*range(40), 2**31 - 2, 2**31 - 1, 2**31, 2**32 - 1]


class Recorder(keras.Model):
    """Keeps the inputs of the batches that it is trained on."""

    seen = []

    def train_step(self, batch):
        self.seen.append(batch[0].numpy().ravel())
        return {"loss": 0.0}


def order(seed, samples):
    """The whole data are one batch, so that it arrives as it is shuffled."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    recorder = Recorder()
    recorder.seen = []
    recorder.compile("sgd", "mse", run_eagerly=True)
    numbers = np.arange(samples, dtype="float32").reshape(-1, 1)
    recorder.fit(numbers, numbers, batch_size=samples, epochs=1, verbose=0)
    (found,) = recorder.seen
    assert sorted(found) == list(range(samples))
    return found.astype("<u4")


def digest(seed, samples):
    return hashlib.sha256(order(seed, samples).tobytes()).hexdigest()


(HERE / "sample_orders.json").write_text(json.dumps(
    {samples: {seed: digest(seed, samples) for seed in SEEDS} for samples in SAMPLES}, indent=0) + "\n")
