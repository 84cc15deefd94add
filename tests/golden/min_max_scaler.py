"""Makes min_max_scaler.json: fitted values and outputs of scikit-learn's MinMaxScaler.

    pip install scikit-learn==1.9.1 numpy==2.4.6
    python min_max_scaler.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import MinMaxScaler

warnings.filterwarnings("ignore")
rng = np.random.default_rng(7)
nan = float("nan")
cases = {
    "a window of one feature": ([[[112], [118], [132], [129], [121]]], {}),
    "a range": ([rng.normal(5, 20, (6, 3)).round(3).tolist()], {"feature_range": (-1, 1)}),
    "constant and nearly constant": ([[[3.1, i, 1e6 + i * 1e-16, 1 + i * 1e-15] for i in range(5)]], {"feature_range": (2, 5)}),
    "missing values": ([[[1, nan, 5], [nan, nan, 7], [4, nan, nan]]], {}),
    "batches": ([[[1, 50], [4, 40]], [[-3, 45]], [[2, 70], [9, nan]]], {}),
    "cut off": ([[[0, 10], [10, 20]]], {"clip": True, "feature_range": (0, 2)}),
}
ATTRIBUTES = ["data_min_", "data_max_", "data_range_", "scale_", "min_"]
texts = lambda values: [[str(one) if np.isnan(one) else one for one in row] for row in values]
figures = []
for name, (batches, options) in cases.items():
    scaler = MinMaxScaler(**options)
    for batch in batches:
        scaler.partial_fit(np.array(batch, float))
    others = rng.normal(5, 20, (3, len(batches[0][0]))).round(3)
    scaled = scaler.transform(others)
    figures.append({
        "name": name,
        "options": options,
        "batches": [texts(batch) for batch in batches],
        "others": others.tolist(),
        **{key: texts([getattr(scaler, key)])[0] for key in ATTRIBUTES},
        "n_samples_seen_": int(scaler.n_samples_seen_),
        "transform": texts(scaled),
        "inverse_transform": texts(scaler.inverse_transform(scaled)),
    })


def message(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


errors = {
    "range": message(lambda: MinMaxScaler(feature_range=(1, 0)).fit([[1]])),
    "before fit": message(lambda: MinMaxScaler().transform([[1]])),
    "features": message(lambda: MinMaxScaler().fit([[1, 2, 3]]).transform([[1, 2]])),
}
cancer = MinMaxScaler().fit_transform(load_breast_cancer().data)
result = {
    "versions": {"sklearn": sklearn.__version__, "numpy": np.__version__},
    "cases": figures,
    "errors": errors,
    "breast_cancer": cancer[::50].tolist(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")))
