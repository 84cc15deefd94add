"""Makes schedule_free_adamw.json: ScheduleFreeAdamW of Keras on JAX.

    pip install keras==3.15.1 jax==0.10.2
    python schedule_free_adamw.py

Not on TensorFlow: there `fit` of Keras 3.15.1 begins the momentum at zero, in the place of the weights, which the first
step then throws away, and reads the momentum after its update where "before" is meant.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"

import jax
import keras
import numpy as np
from keras import layers, optimizers

HERE = pathlib.Path(__file__).parent
data = {k: np.array(v, "float32") for k, v in json.loads((HERE / "optimizers.json").read_text())["data"].items()}


def plain(value):
    value = np.asarray(value, "float32")
    return [plain(v) for v in value] if value.ndim else float(str(value))


def run(make):
    keras.utils.set_random_seed(11)
    model = keras.Sequential([keras.Input((5,)), layers.Dense(6, activation="tanh"), layers.Dense(1)])
    model.compile(make(), "mse")
    first = model.get_weights()
    history = model.fit(data["x"], data["y_regression"].reshape(64, 1), epochs=4, batch_size=20, shuffle=False, verbose=0)
    return {
        "W0": [plain(w) for w in first],
        "history": {"loss": plain(history.history["loss"])},
        "W": [plain(w) for w in model.get_weights()],
    }


cases = {
    "ScheduleFreeAdamW(.01)": run(lambda: optimizers.ScheduleFreeAdamW(0.01)),
    "ScheduleFreeAdamW, all": run(lambda: optimizers.ScheduleFreeAdamW(
        0.02, beta_1=0.8, beta_2=0.99, epsilon=1e-6, warmup_steps=6, weight_decay=0.01)),
}
(HERE / "schedule_free_adamw.json").write_text(json.dumps({
    "about": f"Keras {keras.__version__} on JAX {jax.__version__}, by schedule_free_adamw.py: set_random_seed(11), shuffle off",
    "cases": cases,
}, separators=(",", ":")) + "\n")
