"""Makes datasets/ and datasets.json: small files in the form of Keras' data sets, and what Keras makes of them; and figures of its utilities for arrays.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python datasets.py
"""

import gzip
import hashlib
import io
import json
import os
import pathlib
import pickle
import tarfile
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

from keras.datasets import boston_housing, california_housing, cifar10, fashion_mnist, imdb, mnist, reuters

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "datasets"
FOLDER.mkdir(exist_ok=True)
rng = np.random.default_rng(3)


def images(count, *shape):
    return rng.integers(0, 256, size=(count, *shape)).astype("uint8")


def texts(count):
    lists = np.empty(count, dtype=object)
    for i in range(count):
        lists[i] = rng.integers(1, 40, size=rng.integers(2, 9)).tolist()
    return lists


def idx(name, array):
    head = bytes([0, 0, 8, array.ndim]) + b"".join(size.to_bytes(4, "big") for size in array.shape)
    (FOLDER / name).write_bytes(gzip.compress(head + array.tobytes(), mtime=0))


def make():
    np.savez_compressed(FOLDER / "mnist.npz", x_train=images(5, 28, 28), y_train=images(5) % 10, x_test=images(2, 28, 28), y_test=images(2) % 10)
    np.savez(FOLDER / "imdb.npz", x_train=texts(9), y_train=rng.integers(0, 2, 9), x_test=texts(4), y_test=rng.integers(0, 2, 4))
    np.savez(FOLDER / "reuters.npz", x=texts(11), y=rng.integers(0, 46, 11))
    np.savez(FOLDER / "boston_housing.npz", x=rng.normal(size=(11, 13)).round(4), y=rng.normal(size=11).round(4))
    np.savez(FOLDER / "california_housing.npz", x=rng.normal(size=(9, 8)).astype("float32"), y=rng.normal(size=9).astype("float32"))
    for name, count in (("train", 3), ("t10k", 2)):
        idx(f"{name}-images-idx3-ubyte.gz", images(count, 28, 28))
        idx(f"{name}-labels-idx1-ubyte.gz", images(count) % 10)
    with gzip.GzipFile(FOLDER / "cifar-10-python.tar.gz", "wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for name in [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]:
            # Texts are bytes, as where Python 2 pickled them.
            batch = {b"data": images(2, 3072), b"labels": [int(label) for label in images(2) % 10], b"batch_label": name.encode()}
            content = pickle.dumps(batch, protocol=3)
            info = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def listed(value):
    return [list(map(int, one)) for one in value] if value.dtype == object else value.tolist()


def digest(array):
    return dict(shape=list(array.shape), sha256=hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest())


def loaded():
    """What Keras loads, told by digests for images."""
    import keras.src.datasets as sources

    for name in ("mnist", "fashion_mnist", "imdb", "reuters", "boston_housing", "california_housing"):
        getattr(sources, name).get_file = lambda fname=None, *args, **kwargs: str(FOLDER / fname)
    unpacked = tempfile.mkdtemp()
    tarfile.open(FOLDER / "cifar-10-python.tar.gz").extractall(unpacked, filter="data")
    flat = lambda splits, of: [of(array) for split in splits for array in split]
    yield "mnist", flat(mnist.load_data(), digest)
    yield "fashionMnist", flat(fashion_mnist.load_data(), digest)
    yield "imdb", flat(imdb.load_data(), listed)
    yield "imdbLimited", flat(imdb.load_data(num_words=20, skip_top=4, maxlen=8, seed=5, oov_char=None, start_char=None, index_from=2), listed)
    yield "reuters", flat(reuters.load_data(num_words=25), listed)
    yield "bostonHousing", flat(boston_housing.load_data(), listed)
    yield "californiaHousing", flat(california_housing.load_data(test_split=0.4, seed=2), listed)
    batches = [sources.cifar.load_batch(f"{unpacked}/cifar-10-batches-py/{name}") for name in [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]]
    splits = []
    for some in (batches[:5], batches[5:]):
        splits.append(np.concatenate([data for data, _ in some]).transpose(0, 2, 3, 1))
        splits.append(np.array([[label] for _, labels in some for label in labels], "uint8"))
    yield "cifar10", [digest(array) for array in splits]


def utilities():
    series, targets = np.arange(20.0), np.arange(20.0) * 10
    windows = lambda data, targets, **options: [
        [np.asarray(part).tolist() for part in (batch if isinstance(batch, tuple) else (batch,))]
        for batch in keras.utils.timeseries_dataset_from_array(data, targets, **options)
    ]

    def shuffled(series):
        """The first values of windows in two passes: without a global seed, with one, and with a drawn seed."""
        rows = []
        for given, options in [(None, dict(seed=4, batch_size=1)), (7, dict(seed=4, batch_size=1)), (7, dict(batch_size=None))]:
            if given:
                keras.utils.set_random_seed(given)
            data = keras.utils.timeseries_dataset_from_array(series, None, sequence_length=3, shuffle=True, **options)
            rows.append([[int(np.ravel(window)[0]) for window in data] for _ in range(2)])
        return rows

    rows = rng.normal(size=(3, 4)).round(3)
    return dict(
        rows=rows.tolist(),
        categorical=keras.utils.to_categorical([0, 2, 1]).tolist(),
        categoricalColumn=keras.utils.to_categorical([[1], [3]], 5).tolist(),
        categoricalSquare=keras.utils.to_categorical([[0, 1], [1, 0]]).tolist(),
        normalized=keras.utils.normalize(rows).tolist(),
        normalizedL1=keras.utils.normalize(rows, order=1).tolist(),
        normalizedZero=keras.utils.normalize(np.array([[0.0, 0.0], [3.0, 4.0]])).tolist(),
        split=[[int(x) for x in side] for side in keras.utils.split_dataset(np.arange(10), left_size=0.74)],
        splitRight=[[int(x) for x in side] for side in keras.utils.split_dataset(np.arange(10), right_size=3)],
        splitBoth=[[int(x) for x in side] for side in keras.utils.split_dataset(np.arange(10), left_size=2, right_size=5)],
        splitShuffled=[[[int(x) for x in side] for side in keras.utils.split_dataset(np.arange(10), left_size=0.6, shuffle=True, seed=seed)]
                       for seed in [1, 42]],
        windows=windows(series, None, sequence_length=4, batch_size=3),
        strided=windows(series, targets, sequence_length=3, sequence_stride=2, sampling_rate=2, batch_size=4, start_index=2, end_index=18),
        shuffled=shuffled(series),
        single=windows(np.stack([series, targets], axis=1), targets, sequence_length=15, batch_size=None),
    )


make()
figures = dict(about=f"Keras {keras.__version__}, by datasets.py", loaded=dict(loaded()), utilities=utilities())
(HERE / "datasets.json").write_text(json.dumps(figures) + "\n")
