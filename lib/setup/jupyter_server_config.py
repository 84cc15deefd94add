"""What JupyterLab, as `npm run lab` starts it, saves of a picture.

Its plotly renderer adds to each figure that it has drawn a PNG, 15 to 45 KB and always on light paper, and shows that one
when the notebook is opened again, in dark themes too, until the mouse comes. Our figures bring an SVG for where there is
no plotly, so the PNG is left out of the file: what is opened again is drawn again, in the colours of the theme.
"""


def without_drawn_png(model, **kwargs):
    if model["type"] != "notebook":
        return
    for cell in model["content"]["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "application/vnd.plotly.v1+json" in data and "image/svg+xml" in data:
                data.pop("image/png", None)


c.FileContentsManager.pre_save_hook = without_drawn_png  # noqa: F821 (the loader of this file gives `c`)
