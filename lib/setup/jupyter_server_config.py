"""Keeps JupyterLab, as `npm run lab` starts it, from saving PNGs of figures.

Its plotly renderer adds a PNG of 15 to 45 KB to each figure, always on a light background, and shows it when the notebook is opened
again, in dark themes too, until the mouse moves over it. Without the PNG the figure is drawn again, in the colours of the theme. The
figures have an SVG for clients without plotly.
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


from jupyter_server.services.kernels.connection.channels import (  # noqa: E402
    ZMQChannelsWebsocketConnection,
)

connect = ZMQChannelsWebsocketConnection.connect


def connect_without_delay(self):
    """Sends each message to the browser at once.

    By itself, the socket holds back a small one until the browser has acknowledged those before it, which it does 40 ms later
    (Nagle's algorithm and delayed acknowledgements). The class stays the server's own choice, which is another one with a gateway.
    """
    self.websocket_handler.set_nodelay(True)
    return connect(self)


ZMQChannelsWebsocketConnection.connect = connect_without_delay
