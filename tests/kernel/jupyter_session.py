"""A kernel as Python programs drive it, through jupyter_client's blocking client.

Its arguments: `start KERNEL FOLDER`, a kernel that jupyter_client starts, or `connect CONNECTION_FILE`, one that runs
already. Then each line of standard input is a request and is answered by one line of JSON:

    {"do": "execute", "code": "…"}     {"status", "ename", "evalue", "traceback", "results", "text"}
        with "interrupt": "…"          interrupted as soon as it has printed that
    {"do": "restart"}                  {"pid"} of the new kernel
    {"do": "shutdown"}                 {"alive": false} once the kernel is over

The first line printed is {"pid", "language"}.
"""

import json
import sys

from jupyter_client import BlockingKernelClient, KernelManager

LIMIT = 180


def say(answer):
    print(json.dumps(answer), flush=True)


def pid():
    return manager.provisioner.process.pid if manager else None


def execute(code, interrupt=None):
    text = []
    results = []

    def hook(message):
        content = message["content"]
        if message["msg_type"] == "stream":
            text.append(content["text"])
            if interrupt and interrupt in "".join(text):
                stop()
        elif "data" in content:
            results.append(content["data"].get("text/plain"))

    def stop():
        nonlocal interrupt
        interrupt = None
        if manager:
            manager.interrupt_kernel()
        else:
            client.control_channel.send(client.session.msg("interrupt_request", {}))

    reply = client.execute_interactive(code, timeout=LIMIT, allow_stdin=False, output_hook=hook)["content"]
    error = {name: reply.get(name) for name in ("status", "ename", "evalue", "traceback")}
    return {**error, "results": results, "text": "".join(text)}


def restart():
    manager.restart_kernel()
    client.wait_for_ready(timeout=LIMIT)
    return {"pid": pid()}


def shutdown():
    if manager:
        client.stop_channels()
        manager.shutdown_kernel()
        return {"alive": manager.is_alive()}
    client.shutdown(reply=True, timeout=LIMIT)
    return {"alive": False}


manager = None
how, *rest = sys.argv[1:]
if how == "start":
    kernel, folder = rest
    manager = KernelManager(kernel_name=kernel)
    manager.start_kernel(cwd=folder)
    client = manager.client()
else:
    client = BlockingKernelClient(connection_file=rest[0])
    client.load_connection_file()
client.start_channels()
client.wait_for_ready(timeout=LIMIT)
language = client.kernel_info(reply=True, timeout=LIMIT)["content"]["language_info"]["name"]
say({"pid": pid(), "language": language})

actions = {"execute": execute, "restart": restart, "shutdown": shutdown}
for line in sys.stdin:
    request = json.loads(line)
    say(actions[request.pop("do")](**request))
