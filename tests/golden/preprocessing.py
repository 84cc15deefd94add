"""Makes preprocessing.json: what Keras' preprocessing layers give for words and numbers.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python preprocessing.py

Cases of the same names are in tests/keras/preprocessing.test.ts.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

from keras import layers

HERE = pathlib.Path(__file__).parent
WORDS = [["a", "b", "c"], ["b", "b", "Zürich"], ["", "a longer text than the others, by far", "a"]]
NUMBERS = [[1, 3, 2], [3, 3, -7], [12, 0, 1]]
# Of a linear congruential generator, as in layers.py.
REALS = []
state = 12345
for _ in range(250):
    state = (1103515245 * state + 12345) % 2**31
    REALS.append(((state >> 16) % 1000) / 8)


def adapted(layer, data):
    layer.adapt(data)
    return layer


def words(value):
    return tf.constant(value)


CASES = {
    "category multi_hot": (lambda: layers.CategoryEncoding(4), np.array([[0, 1], [0, 0], [1, 2], [3, 1]])),
    "category multi_hot of one sample": (lambda: layers.CategoryEncoding(4), np.array([3, 1])),
    "category one_hot": (lambda: layers.CategoryEncoding(4, output_mode="one_hot"), np.array([3, 2, 0, 1])),
    "category one_hot of a column": (lambda: layers.CategoryEncoding(4, output_mode="one_hot"), np.array([[3], [2]])),
    "category one_hot of rows": (lambda: layers.CategoryEncoding(4, output_mode="one_hot"), np.array([[3, 2], [0, 1]])),
    "category count": (lambda: layers.CategoryEncoding(4, output_mode="count"), np.array([[0, 1], [0, 0], [1, 2], [3, 1]])),
    "discretization": (lambda: layers.Discretization([0.0, 1.0, 2.0]), np.array([[-1.5, 1.0, 3.4, 0.5], [0.0, 3.0, 1.3, 0.0]])),
    "discretization one_hot": (lambda: layers.Discretization([0.0, 1.0], output_mode="one_hot"), np.array([-1.5, 1.0, 0.5])),
    "discretization count": (lambda: layers.Discretization([0.0, 1.0], output_mode="count"), np.array([[-1.5, 1.0, 0.5], [2.0, 2.0, -1.0]])),
    "discretization adapted": (lambda: adapted(layers.Discretization(num_bins=4, epsilon=0.01), np.array([1.0, 2, 3, 4, 5, 6, 7, 8])), np.array([1.0, 3, 5, 7])),
    "hashing words": (lambda: layers.Hashing(7), words(WORDS)),
    "hashing with a mask": (lambda: layers.Hashing(5, mask_value="a"), words(WORDS)),
    "hashing with a salt": (lambda: layers.Hashing(11, salt=133), words(WORDS)),
    "hashing with two salts": (lambda: layers.Hashing(11, salt=[5, 77]), words(WORDS)),
    "hashing numbers": (lambda: layers.Hashing(9), np.array(NUMBERS)),
    "hashing one_hot": (lambda: layers.Hashing(3, output_mode="one_hot"), words(["a", "b"])),
    "hashing multi_hot": (lambda: layers.Hashing(4, output_mode="multi_hot"), words(WORDS)),
    "words": (lambda: layers.StringLookup(vocabulary=["b", "c", "a"]), words(WORDS)),
    "words with a mask": (lambda: layers.StringLookup(vocabulary=["b", "c"], mask_token=""), words(WORDS)),
    "words with special tokens": (lambda: layers.StringLookup(vocabulary=["", "[UNK]", "b", "c"], mask_token=""), words(WORDS)),
    "words out of the vocabulary": (lambda: layers.StringLookup(vocabulary=["b"], num_oov_indices=3), words(WORDS)),
    "words multi_hot": (lambda: layers.StringLookup(vocabulary=["b", "c", "a"], output_mode="multi_hot", mask_token=""), words(WORDS)),
    "words count": (lambda: layers.StringLookup(vocabulary=["b", "c", "a"], output_mode="count", max_tokens=6, pad_to_max_tokens=True), words(WORDS)),
    "words one_hot": (lambda: layers.StringLookup(vocabulary=["b", "c"], output_mode="one_hot"), words(["c", "b", "x"])),
    "words adapted": (lambda: adapted(layers.StringLookup(), words(WORDS)), words(WORDS)),
    "words adapted to a limit": (lambda: adapted(layers.StringLookup(max_tokens=4, mask_token=""), words(WORDS)), words(WORDS)),
    "words inverted": (lambda: layers.StringLookup(vocabulary=["b", "c", "a"], invert=True), np.array([[1, 3], [0, 9]])),
    "numbers": (lambda: layers.IntegerLookup(vocabulary=[3, 1]), np.array(NUMBERS)),
    "numbers out of the vocabulary": (lambda: layers.IntegerLookup(vocabulary=[3, 1], num_oov_indices=2), np.array(NUMBERS)),
    "numbers with a mask": (lambda: layers.IntegerLookup(vocabulary=[3, 1], mask_token=0), np.array(NUMBERS)),
    "numbers adapted": (lambda: adapted(layers.IntegerLookup(), np.array(NUMBERS)), np.array(NUMBERS)),
    "numbers multi_hot": (lambda: layers.IntegerLookup(vocabulary=[3, 1], output_mode="multi_hot"), np.array(NUMBERS)),
    "numbers inverted": (lambda: layers.IntegerLookup(vocabulary=[3, 1], invert=True), np.array([[1, 2], [0, 2]])),
}


def plain(value):
    return value.decode() if isinstance(value, bytes) else value


def listed(tensor):
    array = np.asarray(tensor)
    return dict(shape=list(array.shape), values=[plain(v) for v in array.ravel().tolist()])


def boundaries(num_bins, epsilon):
    layer = layers.Discretization(num_bins=num_bins, epsilon=epsilon)
    layer.adapt(np.array(REALS, "float32"))
    return layer.bin_boundaries


if __name__ == "__main__":
    found = {}
    for name, (make, data) in CASES.items():
        layer = make()
        found[name] = listed(layer(data))
        if hasattr(layer, "get_vocabulary"):
            found[name]["vocabulary"] = [plain(v) if isinstance(v, (str, bytes)) else int(v) for v in layer.get_vocabulary()]
    bins = [[n, e, boundaries(n, e)] for n, e in ((3, 0.01), (5, 0.01), (7, 0.1), (49, 0.001))]
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in found.items())
    (HERE / "preprocessing.json").write_text(f'{{"cases": {{\n{lines}\n}},\n"boundaries": {json.dumps(bins)}}}\n')
