"""Makes file_datasets.json: small folders of images and texts, and the datasets that keras.utils makes of them.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 pillow
python file_datasets.py
"""

import base64
import contextlib
import copy
import io
import json
import os
import pathlib
import tempfile
import wave

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)


def image(height, width, channels, kind="PNG"):
    buffer = io.BytesIO()
    pixels = rng.integers(0, 256, size=(height, width, channels)).astype("uint8")
    Image.fromarray(pixels.squeeze()).save(buffer, kind)
    return buffer.getvalue()


# By path; names in an order that differs by case, by number and between a folder and its neighbours.
files = {
    "images/cats/10.png": image(5, 7, 3),
    "images/cats/9.png": image(6, 4, 3),
    "images/cats/B.PNG": image(4, 4, 1),
    "images/cats/a.png": image(9, 5, 4),
    "images/cats/notes.md": b"no image",
    "images/Dogs/1.png": image(3, 8, 3),
    "images/Dogs/more/2.png": image(6, 6, 3),
    "images/Dogs/more-3/3.png": image(2, 3, 3),
    "images/Dogs/é.png": image(7, 2, 3),
    "images/birds/1.bmp": image(5, 5, 3, "BMP"),
    "images/birds/2.gif": image(6, 3, 1, "GIF"),
    "images/.hidden/1.png": image(2, 2, 3),
    "empty/nothing/readme.md": b"",
}
for i in range(23):
    files[f"texts/{'neg' if i % 3 else 'pos'}/{i}.txt"] = f"text {i}: größer\nand a second line".encode()



def recording(samples, channels):
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(rng.integers(-(2**15), 2**15, size=(samples, channels)).astype("<i2").tobytes())
    return buffer.getvalue()


for i, (samples, channels) in enumerate([(5, 1), (3, 1), (8, 1), (4, 1), (6, 1), (7, 1)]):
    files[f"sounds/{'birds' if i % 2 else 'dogs'}/{i}.wav"] = recording(samples, channels)
files["stereo/a/1.wav"] = recording(4, 2)
files["stereo/a/2.WAV"] = recording(2, 2)

IMAGE, TEXT, AUDIO = (f"{kind}_dataset_from_directory" for kind in ["image", "text", "audio"])
small = {"image_size": [3, 4], "batch_size": 4}
two = {**small, "class_names": ["cats", "Dogs"]}
half = {"validation_split": 0.5, "seed": 3}
cases = [
    (IMAGE, "images", {**small, "shuffle": False}),
    (IMAGE, "images", {**small, "seed": 7}),
    (IMAGE, "images", {"image_size": 2, "batch_size": 1, "seed": 12}),
    (IMAGE, "images", {**small, "label_mode": "categorical", "seed": 0}),
    (IMAGE, "images", {**small, "labels": None, "seed": 1}),
    (IMAGE, "images", {**small, "label_mode": None, "shuffle": False}),
    (IMAGE, "images", {**small, "labels": [3, 3, 5, 9, 9, 5, 3, 3, 9, 3, 5], "seed": 2}),
    (IMAGE, "images", {**small, "labels": [1, 1, 2, 2, 2, 2, 1, 1, 1, 0, 0], "label_mode": "categorical", "seed": 2}),
    (IMAGE, "images", {"image_size": [2, 2], "batch_size": None, "seed": 4}),
    (IMAGE, "images", {"image_size": [2, 2], "batch_size": None, "label_mode": "categorical", "seed": 4}),
    *[(IMAGE, "images", {**two, "label_mode": "binary", "color_mode": mode, "seed": 5}) for mode in ["grayscale", "rgba"]],
    *[
        (IMAGE, "images", {**two, "image_size": [4, 5], "interpolation": name, "shuffle": False, "labels": "inferred"})
        for name in ["nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"]
    ],
    (IMAGE, "images", {**two, "crop_to_aspect_ratio": True, "shuffle": False}),
    (IMAGE, "images", {**two, "image_size": [6, 5], "pad_to_aspect_ratio": True, "shuffle": False}),
    (IMAGE, "images", {**two, "image_size": [6, 5], "interpolation": "nearest", "pad_to_aspect_ratio": True, "shuffle": False}),
    *[(IMAGE, "images", {**small, **half, "subset": part}) for part in ["training", "validation", "both"]],
    (IMAGE, "images", {**small, "validation_split": 0.3, "subset": "validation", "shuffle": False}),
    (IMAGE, "images", {**small, "validation_split": 0.01, "subset": "validation", "shuffle": False, "verbose": False}),
    (TEXT, "texts", {"batch_size": 4, "shuffle": False}),
    (TEXT, "texts", {"batch_size": 2, "seed": 8, "max_length": 11}),
    (TEXT, "texts", {"label_mode": "binary", "seed": 8}),
    (TEXT, "texts", {"labels": None, "batch_size": None, "seed": 6}),
    (TEXT, "texts", {"batch_size": 5, "validation_split": 0.2, "subset": "both", "seed": 9, "label_mode": "categorical"}),
    (TEXT, "texts", {"batch_size": 1, "set_random_seed": 21}),
    (TEXT, "texts", {"batch_size": 1, "set_random_seed": 21, "seed": 3}),
    (AUDIO, "sounds", {"batch_size": 4, "shuffle": False}),
    (AUDIO, "sounds", {"batch_size": 2, "seed": 8, "output_sequence_length": 5}),
    (AUDIO, "sounds", {"batch_size": None, "seed": 8, "labels": None}),
    (AUDIO, "sounds", {"validation_split": 0.3, "subset": "both", "seed": 9, "label_mode": "binary"}),
    (AUDIO, "stereo", {"seed": 1}),
    # Errors.
    (AUDIO, "empty", {}),
    (AUDIO, "sounds", {"label_mode": "multi"}),
    (IMAGE, "images", {"labels": "folders"}),
    (TEXT, "texts", {"labels": "folders"}),
    (IMAGE, "images", {"labels": [1, 2], "class_names": ["cats"]}),
    (IMAGE, "images", {"labels": [1, 2]}),
    (IMAGE, "images", {"labels": None, "class_names": ["cats"]}),
    (IMAGE, "images", {"class_names": ["cats", "cows"]}),
    (IMAGE, "images", {"label_mode": "multi"}),
    (IMAGE, "images", {"label_mode": "binary"}),
    (IMAGE, "images", {"color_mode": "hsv"}),
    (IMAGE, "images", {"image_size": [1, 2, 3]}),
    (IMAGE, "images", {"interpolation": "cubic"}),
    (IMAGE, "images", {"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}),
    (IMAGE, "images", {"validation_split": 2, "subset": "training"}),
    (IMAGE, "images", {"validation_split": 0.5}),
    (IMAGE, "images", {"subset": "training"}),
    (IMAGE, "images", {"validation_split": 0.5, "subset": "test"}),
    (IMAGE, "images", {"validation_split": 0.5, "subset": "training"}),
    (IMAGE, "images", {"validation_split": 0.01, "subset": "training", "seed": 1}),
    (IMAGE, "images", {"validation_split": 0.01, "subset": "both", "seed": 1}),
    (IMAGE, "empty", {}),
    (TEXT, "empty", {}),
]


def plain(value):
    array = np.asarray(value)
    if array.dtype == object:
        return [one.decode(errors="replace") for one in array.tolist()] if array.ndim else array.item().decode(errors="replace")
    return {"dtype": str(array.dtype), "shape": list(array.shape), "values": [float(str(one)) for one in array.ravel()]}


def batch(given):
    return [plain(part) for part in given] if isinstance(given, tuple) else plain(given)


results = []
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for path, data in files.items():
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(path).write_bytes(data)
    for function, directory, options in cases:
        # Keras shuffles a list of labels in place.
        result = {"function": function, "directory": directory, "options": copy.deepcopy(options)}
        results.append(result)
        options = {**options}
        seed = options.pop("set_random_seed", None)
        keras.utils.set_random_seed(seed) if seed is not None else keras.utils.clear_session()
        output = io.StringIO()
        try:
            with contextlib.redirect_stdout(output):
                found = getattr(keras.utils, function)(directory, **options)
            result["output"] = output.getvalue()
        except ValueError as error:
            result["error"] = str(error)
            continue
        result["datasets"] = [
            {
                "class_names": one.class_names,
                "file_paths": getattr(one, "file_paths", None),
                "passes": [[batch(each) for each in one] for _ in range(2)],
            }
            for one in (found if isinstance(found, (list, tuple)) else [found])
        ]

encoded = {path: base64.b64encode(data).decode() for path, data in files.items()}
(HERE / "file_datasets.json").write_text(json.dumps({"files": encoded, "cases": results}, ensure_ascii=False) + "\n")
