"""Makes attention_masks.json: what attention layers of Keras on TensorFlow make of masks of every rank.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python attention_masks.py

Element i of a mask is i mod 3 > 0, element i of queries and values is sin(i), and value i of all weights is ((7 · i) mod 11 + 1) / 20.
A mask that Keras refuses has null.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import Input, Model, layers

BATCH, TARGETS, SOURCES, HEADS = 2, 3, 4, 2
QUERY, VALUE = (np.sin(np.arange(BATCH * n * 2, dtype="float32")).reshape(BATCH, n, 2) for n in (TARGETS, SOURCES))
TOKENS = np.array([[1, 2, 0], [2, 0, 1]])

MASKS = [
    [3, 4], [1, 4], [3, 1], [1, 1],
    [2, 3, 4], [1, 3, 4], [2, 1, 4], [2, 3, 1],
    [2, 1, 3, 4], [2, 2, 3, 4], [1, 1, 3, 4], [1, 2, 3, 4], [2, 1, 1, 4],
    [], [4],
    [4, 3], [2, 4], [3, 3], [3, 3, 4], [2, 4, 3], [2, 3, 3, 4], [2, 1, 1, 3, 4],
]  # fmt: skip
VALUE_MASKS = [[4], [1, 4], [2, 4], [1, 3, 4], [2, 3, 4], [2, 1, 4], [3, 4], [2, 3], [2, 4, 3]]


def mask(shape):
    return (np.arange(int(np.prod(shape))) % 3 > 0).reshape(shape)


def short(values):
    return [float(f"{value:.7g}") for value in np.ravel(values)]


def set_weights(layer):
    start = 0
    weights = []
    for weight in layer.get_weights():
        i = np.arange(start, start + weight.size)
        start += weight.size
        weights.append((((7 * i) % 11 + 1) / 20).reshape(weight.shape))
    layer.set_weights(weights)


def attempt(call):
    try:
        return call()
    except Exception:
        return None


def calls(layer, use_causal_mask):
    layer(QUERY, VALUE)
    set_weights(layer)
    options = dict(use_causal_mask=use_causal_mask)
    return [
        dict(
            mask=shape,
            outputs=attempt(lambda: short(layer(QUERY, VALUE, attention_mask=mask(shape), **options))),
            with_scores=attempt(
                lambda: [
                    short(one)
                    for one in layer(QUERY, VALUE, attention_mask=mask(shape), return_attention_scores=True, **options)
                ]
            ),
        )
        for shape in MASKS
    ]


def value_masks(layer):
    layer([QUERY, VALUE])
    set_weights(layer)
    return [
        dict(mask=shape, outputs=attempt(lambda: short(layer([QUERY, VALUE], mask=[None, mask(shape)]))))
        for shape in VALUE_MASKS
    ]


def over_axes(axes, masks):
    """Self-attention of samples with several axes between batch and features."""
    layer = layers.MultiHeadAttention(HEADS, 2, attention_axes=axes)
    query = np.sin(np.arange(2 * 2 * 3 * 2, dtype="float32")).reshape(2, 2, 3, 2)
    layer(query, query)
    set_weights(layer)
    return dict(
        axes=axes,
        calls=[
            dict(mask=shape, outputs=attempt(lambda: short(layer(query, query, attention_mask=mask(shape)))))
            for shape in masks
        ],
    )


def model(shape, use_causal_mask=False):
    """A model that holds a mask for all samples, as Keras stores it, and what it predicts for steps of which some do not count."""
    keras.utils.clear_session()
    inputs = Input((TARGETS,))
    steps = layers.Embedding(3, 2, mask_zero=True)(inputs)
    attention = layers.MultiHeadAttention(HEADS, 2)
    outputs = attention(steps, steps, attention_mask=mask(shape), use_causal_mask=use_causal_mask)
    made = Model(inputs, outputs)
    set_weights(made)
    return dict(model=json.loads(made.to_json()), predictions=short(made.predict(TOKENS, verbose=0)))


MULTI_HEAD = lambda: layers.MultiHeadAttention(HEADS, 2)
GROUPED = lambda: layers.GroupQueryAttention(2, HEADS, 1)
out = dict(
    multi_head=calls(MULTI_HEAD(), False),
    multi_head_causal=calls(MULTI_HEAD(), True),
    grouped=calls(GROUPED(), False),
    grouped_causal=calls(GROUPED(), True),
    attention=value_masks(layers.Attention()),
    additive_attention=value_masks(layers.AdditiveAttention()),
    over_axes=[
        over_axes([1, 2], [[2, 3, 2, 3], [2, 2, 3, 2, 3], [2, 1, 2, 3, 2, 3], [2, 1, 1, 1, 3], [3, 2, 3], [3, 2, 3, 2]]),
        over_axes([2], [[3, 3], [2, 3, 3], [2, 1, 3], [2, 2, 3, 3], [2, 2, 1, 3, 3], [2, 3], [3, 2, 3, 3]]),
    ],
    model=model([TARGETS, TARGETS]),
    model_causal=model([TARGETS, TARGETS], True),
    model_of_samples=model([1, TARGETS, TARGETS]),
)
(pathlib.Path(__file__).parent / "attention_masks.json").write_text(json.dumps(out) + "\n")
