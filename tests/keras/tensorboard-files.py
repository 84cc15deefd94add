"""Prints what TensorBoard reads in a folder of event files, as JSON."""

import json
import sys
import types

# Without TensorFlow, whose import takes seconds.
sys.modules["tensorboard.compat.notf"] = types.ModuleType("notf")

from tensorboard.backend.event_processing import event_accumulator  # noqa: E402
from tensorboard.plugins.graph import keras_util  # noqa: E402
from tensorboard.util import tensor_util  # noqa: E402

found = {}
for part in ["train", "validation"]:
    events = event_accumulator.EventAccumulator(f"{sys.argv[1]}/{part}")
    try:
        events.Reload()
    except Exception as error:
        found[part] = str(error)
        continue
    found[part] = {
        tag: {
            "plugin": events.SummaryMetadata(tag).plugin_data.plugin_name,
            "steps": [event.step for event in events.Tensors(tag)],
            "values": [
                [str(one, "utf-8") if isinstance(one, bytes) else one for one in tensor_util.make_ndarray(event.tensor_proto).ravel().tolist()]
                for event in events.Tensors(tag)
            ],
        }
        for tag in events.Tags()["tensors"]
    }
if "keras" in found["train"]:
    config = json.loads(found["train"].pop("keras")["values"][0][0])
    graph = keras_util.keras_model_to_graph_def(config)
    found["graph"] = {node.name: [str(one) for one in node.input] for node in graph.node}
print(json.dumps(found))
