"""Makes ops_image.json: calls of keras.ops.image and their results, and how Keras stores two of them in a model.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python ops_image.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import ops

random = np.random.default_rng(5)
images = random.uniform(0, 1, (2, 4, 6, 3)).round(3).astype("float32")
first = images.transpose(0, 3, 1, 2).copy()
turn = [0.8, -0.6, 1.5, 0.6, 0.8, -1.2, 0, 0]
CALLS = [
    ("resize", images, {"size": [3, 4]}),
    ("resize", images[0], {"size": [8, 5], "interpolation": "nearest"}),
    ("resize", first, {"size": [2, 3], "antialias": True, "interpolation": "bicubic", "data_format": "channels_first"}),
    ("resize", images, {"size": [4, 4], "crop_to_aspect_ratio": True}),
    ("resize", images, {"size": [4, 4], "pad_to_aspect_ratio": True, "fill_value": 0.5}),
    ("resize", (images * 255).astype("int32"), {"size": [3, 4]}),
    ("rgb_to_grayscale", images, {}),
    ("rgb_to_grayscale", first[0], {"data_format": "channels_first"}),
    ("pad_images", images, {"top_padding": 1, "left_padding": 2, "bottom_padding": 0, "right_padding": 1}),
    ("pad_images", first, {"bottom_padding": 1, "right_padding": 2, "target_height": 6, "target_width": 9, "data_format": "channels_first"}),
    ("crop_images", images, {"top_cropping": 1, "left_cropping": 2, "bottom_cropping": 1, "right_cropping": 1}),
    ("crop_images", images[1], {"bottom_cropping": 1, "left_cropping": 2, "target_height": 2, "target_width": 3}),
    *(
        ("affine_transform", images, {"transform": turn, "interpolation": interpolation, "fill_mode": mode, "fill_value": 0.25})
        for interpolation in ("bilinear", "nearest") for mode in ("constant", "reflect", "wrap", "nearest")
    ),
    ("extract_patches", images, {"size": 2}),
    ("extract_patches", images[0], {"size": [3, 2], "strides": [1, 3], "padding": "same"}),
    ("extract_patches", first, {"size": [2, 1], "strides": 1, "dilation_rate": 2, "data_format": "channels_first"}),
    ("affine_transform", images, {"transform": [turn, [1, 0, 1, 0, 1, -1, 0, 0]]}),
    ("rgb_to_hsv", images, {}),
    ("rgb_to_hsv", first[0], {"data_format": "channels_first"}),
    ("hsv_to_rgb", images, {}),
    ("gaussian_blur", images, {}),
    ("gaussian_blur", images[0], {"kernel_size": [3, 5], "sigma": [0.7, 1.5]}),
    ("gaussian_blur", first, {"data_format": "channels_first"}),
    ("ssim", images, {"image2": images[::-1].tolist(), "filter_size": 3}),
    ("ssim", images, {"image2": np.sqrt(images).round(3).tolist(), "max_val": 2.0, "filter_size": 4, "filter_sigma": 0.8, "k1": 0.05}),
    ("sobel_edges", images, {}),
    ("sobel_edges", first, {"data_format": "channels_first"}),
]


def model():
    inputs = keras.Input((4, 6, 3))
    x = ops.image.rgb_to_grayscale(ops.image.resize(inputs, (6, 6), pad_to_aspect_ratio=True))
    x = ops.image.crop_images(x, top_cropping=1, left_cropping=2, target_height=3, target_width=3)
    return keras.Model(inputs, ops.image.extract_patches(x, 2, strides=1))


def run(name, x, kwargs):
    given = {key: np.array(one, "float32") if key in ("transform", "image2") else one for key, one in kwargs.items()}
    result = np.array(getattr(ops.image, name)(x, **given))
    return {"name": name, "images": x.tolist(), "dtype": str(x.dtype), "kwargs": kwargs, "result": result.tolist()}


if __name__ == "__main__":
    one = model()
    figures = {
        "calls": [run(*call) for call in CALLS],
        "json": one.to_json(),
        "images": images.tolist(),
        "predictions": np.array(one(images)).tolist(),
    }
    path = pathlib.Path(__file__).parent / "ops_image.json"
    path.write_text(json.dumps(figures, separators=(",", ":")) + "\n")
