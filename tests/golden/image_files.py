"""Makes image_files.json: what keras.utils reads from small files, which it writes itself.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 pillow
python image_files.py
"""

import base64
import io
import json
import pathlib

import numpy as np
from keras import utils
from PIL import Image

HERE = pathlib.Path(__file__).parent
rows, columns, channels = np.indices((5, 7, 4))
pixels = ((rows * 37 + columns * 29 + channels * 83 + rows * columns * channels) % 256).astype("uint8")


def file(mode, array):
    buffer = io.BytesIO()
    Image.fromarray(array, mode).save(buffer, "PNG")
    return buffer.getvalue()


files = {"rgba": file("RGBA", pixels), "rgb": file("RGB", pixels[:, :, :3]), "grayscale": file("L", pixels[:, :, 0])}
cases = []
for name, data in files.items():
    for mode in ["rgb", "grayscale", "rgba"]:
        for size in [None, (3, 4), (8, 9)]:
            if name == "rgba" and mode == "grayscale":
                continue
            array = utils.img_to_array(utils.load_img(io.BytesIO(data), color_mode=mode, target_size=size))
            cases.append({"file": name, "mode": mode, "size": size, "array": array.tolist()})
numbers = np.sin(np.arange(24) * 1.7).astype("float32").reshape(4, 2, 3)
scaled = utils.img_to_array(utils.array_to_img(numbers)).tolist()
encoded = {name: base64.b64encode(data).decode() for name, data in files.items()}
result = {"files": encoded, "cases": cases, "numbers": numbers.tolist(), "scaled": scaled}
(HERE / "image_files.json").write_text(json.dumps(result) + "\n")
