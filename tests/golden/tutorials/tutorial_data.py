"""Data and weights by formulas, as tests/keras/tutorials/program-data.ts makes them."""

import numpy as np


def real(seed, *shape):
    """Numbers from -1 to 1."""
    i = np.arange(int(np.prod(shape)))
    return np.sin(i * 1.7 + seed * 0.9).astype("float32").reshape(shape)


def ints(seed, top, *shape):
    """Integers from 0 up to `top`, without it."""
    i = np.arange(int(np.prod(shape)))
    return ((i * 7 + i * i * 3 + seed) % top).astype("int32").reshape(shape)


def fixed_list(weights):
    """Kernels by a formula; vectors, such as biases, as they are."""
    return [
        (np.sin(np.arange(w.size) * 0.37 + k).astype("float32") * 0.3).reshape(w.shape) if w.ndim > 1 else w
        for k, w in enumerate(weights)
    ]


def fixed(model):
    model.set_weights(fixed_list(model.get_weights()))
