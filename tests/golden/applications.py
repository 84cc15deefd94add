"""Makes applications.json: the layers of keras.applications, and what some of them predict with seeded weights.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python applications.py
"""

import hashlib
import json
import os
import pathlib
import re

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import applications

SMALL = {"weights": None, "include_top": False, "input_shape": (75, 75, 3)}
CALLS = [
    *((name, {"weights": None}) for name in (
        "VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2 MobileNet MobileNetV2 Xception DenseNet121 "
        "DenseNet169 DenseNet201 EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 "
        "EfficientNetB6 EfficientNetB7"
    ).split()),
    *((name, {**SMALL, "pooling": "avg"}) for name in (
        "VGG16", "ResNet50", "ResNet50V2", "Xception", "DenseNet121", "EfficientNetB0")),
    ("MobileNet", {**SMALL, "alpha": 0.25, "depth_multiplier": 2, "pooling": "max"}),
    ("MobileNetV2", {**SMALL, "alpha": 0.35, "pooling": "max"}),
    ("MobileNetV2", {**SMALL, "alpha": 1.4}),
    ("VGG16", {"weights": None, "include_top": False}),
    ("MobileNet", {"weights": None, "input_shape": (128, 128, 3), "classes": 10, "classifier_activation": None, "name": "own"}),
    ("EfficientNetB0", {"weights": None, "include_top": False, "pooling": "max"}),
]
ENTRIES = "filters kernel_size strides padding use_bias epsilon momentum rate noise_shape activation axis scale max_value depth_multiplier pool_size".split()


def text(value):
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    if isinstance(value, (int, float)):
        return re.sub(r"e([+-])0(\d)$", r"e\1\2", f"{float(value):.5e}")
    if isinstance(value, (list, tuple)):
        return ",".join(map(text, value))
    if isinstance(value, dict):
        config = value["config"]
        return value["class_name"] + text([config[key] for key in sorted(config) if key != "seed"])
    return str(value)


def layer_lines(model):
    for layer in model.layers:
        config = layer.get_config()
        entries = [f"{key}={text(config[key])}" for key in ENTRIES if key in config]
        initializer = config.get("kernel_initializer") or config.get("depthwise_initializer")
        before = [one.name for node in layer._inbound_nodes for one in (tensor._keras_history.operation for tensor in node.input_tensors)]
        yield " ".join([type(layer).__name__, layer.name, text(layer.output.shape), str(layer.count_params()), text(initializer), *entries, *before])


def case(name, kwargs):
    keras.utils.clear_session()
    keras.utils.set_random_seed(1)
    model = getattr(applications, name)(**kwargs)
    lines = list(layer_lines(model))
    found = {
        "name": name, "kwargs": kwargs, "model": model.name, "parameters": model.count_params(), "layers": len(lines),
        "digest": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }
    if kwargs.get("pooling") and "input_shape" in kwargs:
        images = 255 * (np.sin(np.arange(75 * 75 * 3)).reshape(1, 75, 75, 3) / 2 + 0.5)
        found["predictions"] = model.predict(images, verbose=0)[0, :16].tolist()
    return found


if __name__ == "__main__":
    image = np.array([[[0.0, 100, 255], [10, 20, 30]]])
    modes = {mode: applications.imagenet_utils.preprocess_input(image.copy(), mode=mode).tolist() for mode in ("caffe", "tf", "torch")}
    cases = [case(*one) for one in CALLS]
    out = {"image": image.tolist(), "modes": modes, "cases": cases}
    pathlib.Path(__file__).with_name("applications.json").write_text(json.dumps(out, indent=1) + "\n")
