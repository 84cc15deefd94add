"""Makes ops.json: calls of keras.ops, their results, and the gradients of the sum of the squares of their first results.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python ops.py

Tensors are written as {"values": ..., "dtype": ...}.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

HERE = pathlib.Path(__file__).parent
NAMES = json.loads((HERE / "names.json").read_text())["ops"]
random = np.random.default_rng(7)


def real(*shape):
    return np.round(random.uniform(0.1, 0.9, shape), 3).astype("float32") * random.choice([-1, 1], shape).astype("float32")


def positive(*shape):
    return np.abs(real(*shape))


def whole(*values, dtype="int32"):
    return np.array(values, dtype)


x, y, cube, row = real(3, 4), real(3, 4), real(2, 3, 4), real(4)
p, labels, booleans = positive(3, 4), whole(2, 0, 3), whole(True, False, True, True, dtype="bool")
soft = (p / p.sum(-1, keepdims=True)).astype("float32")
image, kernel = real(1, 6, 5, 2), real(3, 2, 2, 3)
query, key, value = real(2, 3, 2, 4), real(2, 5, 2, 4), real(2, 5, 2, 4)

CALLS = []


def call(name, *args, **kwargs):
    CALLS.append((name, args, kwargs))


for name in (
    "abs absolute negative sign square exp expm1 sin cos tan tanh sinh cosh exp2 arcsin arccos arctan arcsinh arctanh erf floor ceil "
    "round ravel relu relu6 sigmoid silu swish softplus softsign selu hard_sigmoid hard_silu hard_swish hard_tanh log_sigmoid "
    "tanh_shrink sparse_plus sparse_sigmoid leaky_relu elu celu gelu hard_shrink soft_shrink squareplus glu softmax log_softmax "
    "sum mean var std max min prod amax amin logsumexp argmax argmin cumsum cumprod argsort sort transpose flip norm "
    "zeros_like ones_like tril triu trace diag stop_gradient normalize layer_normalization isnan isfinite isinf copy convert_to_tensor"
).split():
    call(name, x)
for name in "sqrt rsqrt reciprocal log log1p log2 log10".split():
    call(name, p)
call("arccosh", p + 1)
for name in (
    "add subtract multiply divide true_divide divide_no_nan maximum minimum arctan2 logaddexp equal not_equal greater greater_equal "
    "less less_equal mod floor_divide"
).split():
    call(name, x, y)
    call(name, cube, row)
    call(name, 0.5, row)
for name in "add subtract multiply maximum mod floor_divide greater".split():
    call(name, whole(5, -4, 3), 2)
call("divide", whole(5, -4, 3), 2)
call("power", p, y)
call("power", x, 2)
call("add", booleans, 1)
for name in "logical_and logical_or logical_xor".split():
    call(name, booleans, whole(True, True, False, False, dtype="bool"))
call("logical_not", booleans)
call("isclose", x, x + 1e-7)
for name in "sum mean var std max min prod amax amin logsumexp".split():
    call(name, cube, 1)
    call(name, cube, -1, keepdims=True)
    call(name, cube, axis=(0, 2))
for name in "sum prod max min".split():
    call(name, whole(5, -4, 3))
call("mean", whole(5, -4, 4))
call("sum", booleans)
call("mean", booleans)
for name in "any all".split():
    call(name, booleans)
    call(name, x > 0, axis=-1, keepdims=True)
call("count_nonzero", np.round(x), axis=1)
for name in "argmax argmin".split():
    call(name, cube, 1)
    call(name, cube, -1, keepdims=True)
for name in "cumsum cumprod argsort sort".split():
    call(name, cube, axis=1)
    call(name, cube, axis=-1)
call("argsort", np.array([1.0, 0, 1, 0], "float32"))
call("sort", cube, axis=None)
call("top_k", x, 2)
call("moments", cube, axes=[0, 1])
call("moments", cube, axes=[-1], keepdims=True)
call("clip", x, -0.3, 0.4)
call("clip", whole(5, -4, 3), 0, 4)
call("where", x > 0, x, y)
call("where", booleans, x, 0.0)
call("where", booleans, 1, 0)
call("reshape", cube, (4, -1))
call("transpose", cube, (2, 0, 1))
call("transpose", cube, axes=(1, -1, 0))
call("expand_dims", x, 1)
call("expand_dims", x, -1)
call("expand_dims", x, (0, -1))
call("squeeze", x[:, None])
call("squeeze", x[:, None], axis=-2)
call("concatenate", [x, y])
call("concatenate", [cube, cube], axis=-2)
call("stack", [x, y], axis=-1)
call("stack", [x, y])
call("hstack", [x, y])
call("vstack", [x, y])
call("unstack", x)
call("unstack", x, axis=-1)
call("split", x, 2, axis=1)
call("split", cube, [1, 3], axis=-1)
call("repeat", x, 2)
call("repeat", x, 2, axis=1)
call("repeat", x, [1, 0, 2], axis=0)
call("tile", x, 2)
call("tile", x, [2, 1, 2])
call("tile", cube, [2, 1])
call("flip", cube, axis=(0, -1))
call("roll", x, 1)
call("roll", x, -2, axis=1)
call("roll", cube, (1, 2), axis=(0, 2))
call("moveaxis", cube, 0, -1)
call("moveaxis", cube, [0, 1], [-1, 0])
call("swapaxes", cube, 0, -1)
call("broadcast_to", row, (2, 3, 4))
call("pad", x, [[1, 1], [1, 1]])
call("pad", x, [[1, 0], [2, 3]], constant_values=2.0)
call("pad", x, [[2, 1], [1, 3]], mode="reflect")
call("pad", x, [[2, 1], [1, 3]], mode="symmetric")
call("take", x, whole(3, -1, 0))
call("take", cube, whole([2, 0], [1, -1]), axis=1)
call("take_along_axis", x, whole([3, 0], [1, -1], [2, 2]), axis=1)
call("take_along_axis", cube, whole([[1, 0, 2, 1]], [[0, 0, 1, -1]]), axis=-2)
call("meshgrid", row, real(3))
call("meshgrid", row, real(3), indexing="ij")
call("zeros", (2, 3))
call("ones", (2,), dtype="int32")
call("full", (2, 3), 1.5)
call("full_like", x, 2)
call("eye", 3)
call("eye", 3, 4, 1)
call("eye", 4, 3, k=-1)
call("identity", 3)
call("arange", 4)
call("arange", 5, 1, -2)
call("arange", 0, 1, 0.25)
call("linspace", 0, 1, 5)
call("linspace", 1, 3, num=4, endpoint=False)
call("diag", row)
call("diag", row, k=2)
call("diag", row, k=-1)
call("diag", x, k=1)
call("diag", x, k=-1)
call("tril", cube, k=1)
call("triu", cube, k=-1)
call("cast", x * 10, "int32")
call("cast", whole(0, 2), "bool")
call("matmul", x, real(4, 2))
call("matmul", cube, real(4, 5))
call("matmul", cube, real(2, 4, 3))
call("matmul", real(2, 1, 3, 4), real(5, 4, 2))
call("matmul", row, real(4, 2))
call("matmul", cube, row)
call("matmul", whole([1, 2], [3, 4]), whole([5], [6]))
call("dot", row, row)
call("dot", cube, real(5, 4, 2))
call("dot", x, row)
call("vdot", x, y)
call("outer", row, x)
call("tensordot", x, real(4, 2), axes=1)
call("tensordot", cube, real(3, 4, 2))
call("tensordot", cube, real(4, 2), axes=([-1], [0]))
call("einsum", "ij,kj->ik", x, y)
call("einsum", "bij,bjk->bik", cube, real(2, 4, 5))
call("einsum", "...ij,jk->...ik", cube, real(4, 5))
call("einsum", "ij,jk,kl->il", x, real(4, 2), real(2, 3))
call("einsum", "ij,kl->j", x, y)
call("einsum", "ij->ji", x)
call("einsum", "ij", x)
call("einsum", "ij,j", x, row)
call("norm", x, axis=1)
call("norm", x, ord="fro")
call("norm", x, ord=1)
call("norm", x, ord=np.inf, keepdims=True)
call("norm", cube, ord=1, axis=-1)
call("norm", cube, 3, -1, True)
call("norm", row, ord=np.inf)
call("normalize", x, axis=0)
call("normalize", x, axis=-1, order=1)
call("one_hot", labels, 4)
call("one_hot", labels, 4, axis=0)
call("multi_hot", whole([0, 2], [1, 1]), 4)
call("multi_hot", labels, 4)
call("binary_crossentropy", (y > 0).astype("float32"), p)
call("binary_crossentropy", (y > 0).astype("float32"), x, from_logits=True)
call("categorical_crossentropy", soft, soft[::-1].copy())
call("categorical_crossentropy", soft, x, from_logits=True)
call("categorical_crossentropy", soft.T.copy(), x.T.copy(), from_logits=True, axis=0)
call("sparse_categorical_crossentropy", labels, soft)
call("sparse_categorical_crossentropy", labels, x, from_logits=True)
call("gelu", x, approximate=False)
call("leaky_relu", x, negative_slope=0.1)
call("softmax", cube, axis=1)
call("softmax", x, axis=None)
call("log_softmax", cube, 1)
call("threshold", x, 0.2, -1)
call("batch_normalization", cube, row, positive(4), -1, offset=real(4), scale=real(4))
call("batch_normalization", cube, real(3), positive(3), axis=1)
call("conv", image, kernel)
call("conv", image, kernel, strides=2, padding="same")
call("conv", image, kernel, dilation_rate=(1, 2))
call("conv", real(2, 7, 2), real(3, 2, 4), 2, "same")
call("conv", real(1, 6, 5, 4), real(3, 2, 2, 6))
call("depthwise_conv", image, kernel)
call("depthwise_conv", real(2, 7, 2), real(3, 2, 2), strides=2)
call("max_pool", image, 2)
call("max_pool", image, (2, 3), strides=1, padding="same")
call("average_pool", real(2, 7, 3), 2, 3, padding="same")
call("dot_product_attention", query, key, value)
call("dot_product_attention", query, key, value, is_causal=True)
call("dot_product_attention", query, key, value, real(2, 2, 3, 5), scale=0.3)
call("slice", cube, [0, 1, 2], [2, 1, 2])
call("slice_update", x, [1, 2], real(2, 1))
call("scatter", whole([0, 1], [2, 3], [0, 1]), row[:3], (3, 4))
call("scatter", whole([2], [0]), x[:2], (3, 4))
call("scatter_update", x, whole([0, 1], [2, 3]), row[:2])
call("segment_sum", x, whole(0, 1, 0))
call("segment_sum", x, whole(2, 0, 2), num_segments=4)
call("qr", x[:, :3])
call("qr", x.T)
call("qr", x)
call("qr", x.T, mode="complete")

regular = real(2, 3, 3) + 2 * np.eye(3, dtype="float32")
definite = np.matmul(regular, regular.transpose(0, 2, 1))
for name in "inv det slogdet".split():
    call(name, regular)
    call(name, regular[0][::-1].copy())
for name in "logdet cholesky cholesky_inverse".split():
    call(name, definite)
    call(name, definite[1])
for name in "cholesky cholesky_inverse".split():
    call(name, definite, upper=True)
call("solve", regular, real(2, 3, 2))
call("solve", regular[0], real(3))
call("solve", regular, real(2, 3))
call("solve_triangular", regular, real(2, 3, 2))
call("solve_triangular", regular[1], real(3), lower=True)

words = np.array([["a", "b"], ["c", "d"]])
for name, *args in (
    ("reshape", (-1,)), ("ravel",), ("transpose",), ("expand_dims", -1), ("squeeze",), ("unstack", 2, 1), ("split", [1], 1), ("repeat", 2),
    ("tile", [1, 2]), ("flip", 1), ("roll", 1), ("moveaxis", 0, 1), ("swapaxes", 0, 1), ("broadcast_to", (2, 2, 2)),
    ("take", whole(1, -1), 0), ("take_along_axis", whole([1], [0]), 1),
):
    call(name, words, *args)
for name in "concatenate stack hstack vstack".split():
    call(name, [words, words[::-1].copy()])


def written(value):
    if isinstance(value, (np.ndarray, tf.Tensor)):
        array = np.array(value)
        if array.dtype.kind in "OSU":
            return {"values": array.astype(str).tolist(), "dtype": "string", "shape": list(array.shape)}
        return {"values": array.astype("float64").tolist(), "dtype": str(array.dtype), "shape": list(array.shape)}
    if isinstance(value, (list, tuple)):
        return [written(one) for one in value]
    return "inf" if value == np.inf else value


def gradients(name, args, kwargs):
    """Those of the float32 arguments, None for one on which the result does not depend."""
    given = [tf.constant(one) if isinstance(one, np.ndarray) else one for one in args]
    watched = [one for one in given if isinstance(one, tf.Tensor) and one.dtype == tf.float32]
    with tf.GradientTape() as tape:
        for one in watched:
            tape.watch(one)
        result = getattr(ops, name)(*given, **kwargs)
        first = result[0] if isinstance(result, (list, tuple)) else result
        if not watched or first.dtype != tf.float32:
            return result, None
        loss = tf.reduce_sum(tf.square(first))
    try:
        found = tape.gradient(loss, watched)
    except (LookupError, NotImplementedError):
        # TensorFlow has no gradient of this operation.
        return result, None
    return result, [written(tf.zeros_like(own) if one is None else tf.convert_to_tensor(one)) for one, own in zip(found, watched)]


if __name__ == "__main__":
    cases = []
    for name, args, kwargs in CALLS:
        assert name in NAMES, name
        result, found = gradients(name, args, kwargs)
        cases.append({
            "name": name, "args": written(args), "kwargs": {key: written(one) for key, one in kwargs.items()},
            "result": written(result), "gradients": found,
        })
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    text = "[\n" + lines + "\n]\n"
    text = text.replace("NaN", "null")
    (HERE / "ops.json").write_text(text)
