"""The states of ipywidgets 8.1.9, which the project's own widgets have to equal: pip install ipywidgets==8.1.9

Ids of models are replaced by the names of the models.
"""

import json
import pathlib

import ipywidgets as widgets
from ipywidgets import interactive

CHOICES = {"options": ["a", "b", "c"]}
CASES = {
    "IntSlider": {},
    "IntSlider value": {"value": 8, "min": 1, "max": 20, "description": "units"},
    "IntSlider above": {"value": 300},
    "IntSlider below": {"value": -3, "min": 2},
    "FloatSlider": {},
    "FloatLogSlider": {},
    "FloatLogSlider above": {"value": 1e9},
    "IntRangeSlider": {},
    "IntRangeSlider outside": {"value": [-5, 500]},
    "FloatRangeSlider": {},
    "SelectionSlider": CHOICES,
    "Dropdown": CHOICES,
    "Dropdown value": {**CHOICES, "value": "b"},
    "Dropdown pairs": {"options": [("One", 1), ("Two", 2)], "value": 2},
    "Dropdown index": {**CHOICES, "index": 2},
    "Dropdown empty": {"options": []},
    "Select": CHOICES,
    "RadioButtons": CHOICES,
    "ToggleButtons": CHOICES,
    "Checkbox": {},
    "Checkbox value": {"value": True, "indent": False},
    "ToggleButton": {},
    "Button": {"description": "Train", "icon": "play", "button_style": "success"},
    "Play": {},
    "IntProgress": {"value": 3, "max": 10, "bar_style": "info"},
    "FloatProgress": {},
    "Text": {"value": "a", "placeholder": "name"},
    "Textarea": {},
    "IntText": {},
    "FloatText": {},
    "BoundedIntText": {"value": 200},
    "BoundedFloatText": {},
    "HTML": {"value": "<b>x</b>"},
    "Label": {},
    "ColorPicker": {},
    "Box": {},
    "HBox": {},
    "VBox": {},
    "GridBox": {},
    "Tab": {},
    "Accordion": {},
    "Output": {},
    "Layout": {"width": "50%", "border": "1px solid"},
}
ARGUMENTS = {
    "whole range": (1, 20),
    "range": (0.1, 0.9),
    "whole steps": (0, 10, 3),
    "steps": (0.0, 1.0, 0.3),
    "true": True,
    "text": "hello",
    "whole": 3,
    "negative": -4,
    "zero": 0,
    "number": 2.5,
    "list": ["x", "y"],
    "labels": {"one": 1, "two": 2},
}


def named(state, by_id):
    def name(value):
        if isinstance(value, str) and value.startswith("IPY_MODEL_"):
            return by_id[value.removeprefix("IPY_MODEL_")]
        return value

    return {key: name(value) for key, value in state.items()}


def state_of(widget):
    parts = [getattr(widget, part, None) for part in ("layout", "style")]
    by_id = {part.model_id: part.get_state()["_model_name"] for part in parts if hasattr(part, "model_id")}
    style = parts[1]
    return {
        "state": named(widget.get_state(), by_id),
        "style": style.get_state() if hasattr(style, "get_state") else None,
    }


def make(name, options):
    return state_of(getattr(widgets, name.split()[0])(**options))


golden = {
    "states": [{"name": name, "options": options, **make(name, options)} for name, options in CASES.items()],
    "interact": [
        {"name": name, "argument": argument, **state_of(interactive(lambda x: None, x=argument).children[0])}
        for name, argument in ARGUMENTS.items()
    ],
}
path = pathlib.Path(__file__).with_name("ipywidgets_states.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
