"""Makes tutorials.json: what the programs in tutorials/, those of Keras' guides and examples on small data, give.

pip install keras==3.15.1 tensorflow-cpu==2.21.0
TF_ENABLE_ONEDNN_OPTS=0 python tutorials.py
"""

import json
import os
import pathlib
import re
import runpy
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE / "tutorials"))


def plain(value):
    """A result as JSON; dictionaries keep their order."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if value is None or isinstance(value, (str, bool)):
        return value
    value = value.numpy() if hasattr(value, "numpy") else value
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    return value if isinstance(value, int) else float(np.float32(value).astype(str))


figures = {}
for path in sorted((HERE / "tutorials").glob("*.py")):
    if path.stem == "tutorial_data":
        continue
    keras.utils.clear_session()
    keras.utils.set_random_seed(0)
    name = re.sub(r"_(\w)", lambda match: match[1].upper(), path.stem)
    figures[name] = plain(runpy.run_path(str(path))["program"]())
text = ",\n".join(f"{json.dumps(name)}: {json.dumps(one)}" for name, one in figures.items())
(HERE / "tutorials.json").write_text(f"{{\n{text}\n}}\n")
