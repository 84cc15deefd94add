"""Files of models with several optimizers and with vocabularies, and what Keras does with them: `saved/`.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

folder = pathlib.Path(__file__).with_name("saved")
layers, optimizers = keras.layers, keras.optimizers
random = np.random.default_rng(8)
x = random.uniform(-1, 1, (12, 2)).astype("float32")
y = (x @ [[1.0], [-2.0]]).astype("float32")

keras.utils.set_random_seed(2)
model = keras.Sequential([keras.Input((2,)), layers.Dense(3, "tanh"), layers.Dense(2), layers.Dense(1)])
others = {".*dense/.*": optimizers.Nadam(0.02), ".*bias_never": optimizers.Lion(), ".*dense_1/.*": optimizers.Adam(0.01, use_ema=True),
          ".*2/bias": optimizers.Adam(optimizers.schedules.ExponentialDecay(0.1, 3, 0.5))}
model.compile(optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.SGD(0.05, momentum=0.9), others)), loss="mse")
fit = dict(batch_size=4, shuffle=False, verbose=0)
model.fit(x, y, epochs=2, **fit)
model.save(folder / "multi_optimizer.keras")
multi = {"x": x.tolist(), "y": y.tolist(), "predictions": model.predict(x, verbose=0).tolist()}
multi["loss"] = [float(loss) for loss in model.fit(x, y, epochs=5, initial_epoch=2, **fit).history["loss"]]

numbers = layers.IntegerLookup(output_mode="count", num_oov_indices=2)
numbers.adapt([5, 5, -3, 9, 9, 9])
model = keras.Sequential([keras.Input((3,), dtype="int64"), numbers, layers.Dense(1)])
model.save(folder / "integer_lookup.keras")
rows = [[5, 9, 1], [2, 2, 2], [-3, 5, 5]]
integers = {"inputs": rows, "outputs": model.predict(np.array(rows), verbose=0).tolist(), "vocabulary": [int(token) for token in numbers.get_vocabulary()]}

words = layers.StringLookup(mask_token="", max_tokens=6)
words.adapt([["b", "b"], ["a", "naïve"], ["two words", "a"]])
inputs = keras.Input((2,), dtype="string")
model = keras.Model(inputs, words(inputs))
model.save(folder / "string_lookup.keras")
rows = [["a", "z"], ["", "naïve"]]
strings = {"inputs": rows, "outputs": words(rows).numpy().tolist(), "vocabulary": [str(token) for token in words.get_vocabulary()]}

figures = {"multi": multi, "integers": integers, "strings": strings}
for name, options in {"tokens": {"output_sequence_length": 4}, "tf_idf": {"output_mode": "tf_idf"}}.items():
    vectorize = layers.TextVectorization(**options)
    vectorize.adapt(["Hello there, world!", "hello you", "you there"])
    inputs = keras.Input((1,), dtype="string")
    keras.Model(inputs, vectorize(inputs)).save(folder / f"text_vectorization_{name}.keras")
    rows = ["hello world", "who are you?"]
    figures[name] = {"inputs": rows, "outputs": vectorize(rows).numpy().tolist(), "vocabulary": [str(token) for token in vectorize.get_vocabulary()]}
(folder / "parts.json").write_text(json.dumps(figures) + "\n")
