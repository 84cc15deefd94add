"""Starts JupyterLab by a command and runs a first cell as its page does, over REST and a websocket. Prints the milliseconds.

Arguments: the name of the kernel, the code of the cell, and the command, to which the port and the token are added.
"""

import asyncio
import json
import secrets
import socket
import subprocess
import sys
import time
import uuid

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

kernel, code, *command = sys.argv[1:]


async def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    options = [f"--port={port}", f"--IdentityProvider.token={token}", "--no-browser", "--allow-root"]
    begun = time.monotonic()
    server = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    headers = {"Authorization": f"token {token}"}

    async def ask(method, path, body=None):
        text = None if body is None else json.dumps(body)
        url = f"http://127.0.0.1:{port}/api/{path}"
        return await AsyncHTTPClient().fetch(
            url, method=method, headers=headers, body=text, allow_nonstandard_methods=True, request_timeout=120
        )

    try:
        while True:
            try:
                await ask("GET", "status")
                break
            except (OSError, HTTPClientError):
                if server.poll() is not None or time.monotonic() - begun > 120:
                    raise
                await asyncio.sleep(0.05)
        session = {"path": f"bench-{port}.ipynb", "type": "notebook", "name": "", "kernel": {"name": kernel}}
        answer = json.loads((await ask("POST", "sessions", session)).body)
        url = f"ws://127.0.0.1:{port}/api/kernels/{answer['kernel']['id']}/channels"
        socket_of_kernel = await websocket_connect(HTTPRequest(url, headers=headers))
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "execute_request",
            "session": uuid.uuid4().hex,
            "username": "",
            "version": "5.3",
        }
        content = {"code": code, "silent": False, "allow_stdin": False, "stop_on_error": True}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await socket_of_kernel.write_message(json.dumps({**message, "channel": "shell", "buffers": []}))
        while True:
            told = json.loads(await socket_of_kernel.read_message())
            if told["msg_type"] == "execute_reply":
                break
        if told["content"]["status"] != "ok":
            raise RuntimeError(told["content"]["evalue"])
        print(json.dumps({"ms": 1000 * (time.monotonic() - begun)}))
    finally:
        if server.poll() is None:
            await ask("POST", "shutdown")
        server.wait()


asyncio.run(main())
