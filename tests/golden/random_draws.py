"""Makes random_draws.json: what the functions of keras.random draw with integers as seeds, with SeedGenerators, and without a seed.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python random_draws.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

DRAWS = {
    "normal": [([2, 3],), ([7], 5.0, 0.5)],
    "uniform": [([2, 3],), ([7], -2.0, 3.0)],
    "truncated_normal": [([2, 3],), ([301], 1.0, 2.0)],
    "randint": [([9], 0, 10), ([2, 4], -5, 1000000)],
    "categorical": [([[0.0, 1.0, 2.0], [3.0, 0.0, -1.0]], 9), ([[0.5] * 7], 5)],
    "dropout": [([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], 0.5), ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], 0.3, [2, 1]), ([1.0, 2.0], 0.0), ([1.0, 2.0], 1.0)],
    "shuffle": [([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],), ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], 1)],
}


def draw(name, arguments, seed):
    if name in ("categorical", "dropout", "shuffle"):
        arguments = (np.array(arguments[0], "float32"), *arguments[1:])
    result = np.array(getattr(keras.random, name)(*arguments, seed=seed))
    return {"shape": list(result.shape), "dtype": str(result.dtype), "values": result.flatten().tolist()}


out = []
for name, calls in DRAWS.items():
    for arguments in calls:
        keras.utils.set_random_seed(3)
        generator = keras.random.SeedGenerator(1337)
        out.append({
            "name": name, "arguments": arguments,
            "seeds": {str(seed): draw(name, arguments, seed) for seed in (0, 42, 2**31 - 1, 3_000_000_000)},
            "generator": [draw(name, arguments, generator) for _ in range(3)],
            "unseeded": [draw(name, arguments, None) for _ in range(3)],
        })
pathlib.Path(__file__).with_name("random_draws.json").write_text(json.dumps(out, separators=(",", ":")))
