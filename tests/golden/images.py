"""Makes images.json: what Keras' layers for images give, the random ones in two calls with a seed.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python images.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
from keras import layers

FIRST = {"data_format": "channels_first"}
SEED = {"seed": 7}
CASES = [
    *[("Resizing", {"height": height, "width": width, "interpolation": interpolation, **options})
      for height, width in [(3, 4), (9, 5), (4, 13)] for interpolation in ["bilinear", "nearest"]
      for options in [{}, {"crop_to_aspect_ratio": True}, {"pad_to_aspect_ratio": True, "fill_value": 3.0}]],
    ("Resizing", {"height": 4, "width": 3, **FIRST}),
    *[("Resizing", {"height": height, "width": width, "interpolation": interpolation, "antialias": antialias})
      for height, width in [(3, 4), (9, 5)] for interpolation in ["bilinear", "bicubic", "lanczos3", "lanczos5", "area"]
      for antialias in [False, True] if antialias or interpolation != "bilinear"],
    *[("CenterCrop", {"height": height, "width": width}) for height, width in [(3, 4), (4, 3), (6, 7), (8, 3), (9, 9)]],
    ("CenterCrop", {"height": 2, "width": 3, **FIRST}),
    *[("RandomFlip", {"mode": mode, **SEED}) for mode in ["horizontal", "vertical", "horizontal_and_vertical"]],
    ("RandomFlip", {"mode": "horizontal", **SEED, **FIRST}),
    *[("RandomCrop", {"height": height, "width": width, **SEED}) for height, width in [(3, 4), (6, 5), (5, 8), (6, 7)]],
    *[("RandomRotation", {"factor": factor, "fill_mode": mode, "interpolation": interpolation, "fill_value": 2.0, **SEED})
      for factor, mode, interpolation in [(0.1, "reflect", "bilinear"), ((-0.3, 0.2), "wrap", "bilinear"),
                                          (0.5, "constant", "bilinear"), (1, "nearest", "bilinear"), (0.2, "reflect", "nearest")]],
    *[("RandomTranslation", {"height_factor": height, "width_factor": width, "fill_mode": mode, **SEED})
      for height, width, mode in [(0.3, 0.2, "reflect"), ((-0.5, 0.1), 0.4, "wrap"), (0.9, (0.1, 0.8), "constant"), (0.5, 0.5, "nearest")]],
    ("RandomTranslation", {"height_factor": 0.3, "width_factor": 0.2, **SEED, **FIRST}),
    *[("RandomZoom", {"height_factor": height, "width_factor": width, "fill_mode": mode, **SEED})
      for height, width, mode in [(0.3, None, "reflect"), ((-0.5, 0.1), 0.4, "wrap"), (0.9, (0.1, 0.8), "constant"), (1, None, "nearest")]],
    *[("RandomContrast", {"factor": factor, "value_range": [0, 60], **SEED}) for factor in [0.5, (0.2, 0.9)]],
    *[("RandomBrightness", {"factor": factor, "value_range": [0, 60], **SEED}) for factor in [0.5, (-0.2, 0.9)]],
    *[("RandomShear", {"x_factor": x, "y_factor": y, "fill_mode": mode, "interpolation": interpolation, **SEED})
      for x, y, mode, interpolation in [(0.5, 0.2, "reflect", "bilinear"), ((0.1, 0.9), 0.3, "constant", "nearest")]],
    *[(name, {"factor": factor, "value_range": [0, 60], **SEED})
      for name in ["RandomSaturation", "RandomHue", "RandomColorDegeneration", "RandomSharpness", "RandomInvert", "RandomErasing", "RandomGaussianBlur"]
      for factor in [0.4, (0.2, 0.9)]],
    ("RandomHue", {"factor": 0.5, "value_range": [0, 60], **SEED, **FIRST}),
    ("RandomSharpness", {"factor": 0.5, "value_range": [0, 60], **SEED, **FIRST}),
    ("RandomErasing", {"factor": 1.0, "scale": (0.2, 0.6), "fill_value": 5, "value_range": [0, 60], **SEED}),
    ("RandomErasing", {"factor": 1.0, "scale": 0.5, "fill_value": [5, 6, 90], "value_range": [0, 60], **SEED}),
    ("RandomGaussianBlur", {"factor": 1.0, "kernel_size": (3, 5), "sigma": (0.3, 0.9), "value_range": [0, 60], **SEED}),
    ("RandomGrayscale", {"factor": 0.6, **SEED}),
    *[("RandomPosterization", {"factor": factor, "value_range": [0, 60], **SEED}) for factor in [(3, 3), (1, 6), 5]],
    *[("Solarization", {"addition_factor": a, "threshold_factor": t, "value_range": [0, 60], **SEED}) for a, t in [(0.0, 0.5), (0.2, (0.1, 0.9))]],
    ("AutoContrast", {"value_range": [0, 80]}),
    ("AutoContrast", {"value_range": [0, 80], **FIRST}),
    ("Equalization", {"value_range": [0, 60]}),
    ("Equalization", {"value_range": [0, 255], "bins": 7}),
    *[(f"Adaptive{kind}Pooling{len(size)}D", {"output_size": size, **options})
      for kind in ["Average", "Max"] for size, options in [((5,), {}), ((4, 2), {}), ((4, 2), FIRST), ((7, 9), {}), ((2, 1, 3), {})]],
]
# Distinct values, so that a pixel shows where it comes from.
IMAGES = (np.arange(2 * 6 * 7 * 2) * 37 % 61).reshape(2, 6, 7, 2).astype("float32")


COLORS = (np.arange(2 * 5 * 4 * 3) * 37 % 61).reshape(2, 5, 4, 3).astype("float32")
OF_COLORS = "Saturation Hue Degeneration Sharpness Invert Erasing Blur Grayscale Posterization Solarization AutoContrast Equalization".split()


def figures(name, options):
    layer = getattr(layers, name)(**options)
    images = COLORS if name.endswith(tuple(OF_COLORS)) else IMAGES
    images = images.reshape({"1D": (2, 42, 2), "3D": (2, 2, 3, 7, 2)}.get(name[-2:], images.shape))
    input_shape = images.shape
    images = images.transpose(0, 3, 1, 2) if options.get("data_format") == "channels_first" else images
    calls = [np.asarray(layer(images)) for _ in range(2 if "seed" in options else 1)]
    config = layer.get_config()
    return {
        "class_name": name,
        "config": {key: value for key, value in config.items() if key not in ("name", "trainable", "dtype")},
        "input": list(input_shape),
        "shape": list(calls[0].shape),
        "calls": [[round(float(value), 5) for value in call.ravel()] for call in calls],
    }


path = pathlib.Path(__file__).with_name("images.json")
path.write_text(json.dumps({"images": IMAGES.ravel().tolist(), "cases": [figures(*case) for case in CASES]}) + "\n")
