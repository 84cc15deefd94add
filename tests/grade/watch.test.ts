/** The watcher of a sandbox counts what waits in its sockets. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pythonCommand, root } from "../../lib/setup/paths.mjs";

const program = `
import json, os, socket, sys
sys.path.insert(0, sys.argv[1])
import watch

def filled(family, kind, address):
    receiver, sender = socket.socket(family, kind), socket.socket(family, kind)
    receiver.bind((address, 0))
    if kind == socket.SOCK_STREAM:
        receiver.listen()
    sender.connect(receiver.getsockname()[:2])
    before, sent = watch.socket_buffers(os.getpid()), 0
    for _ in range(10):
        sent += sender.send(bytes(5000))
    counted = watch.socket_buffers(os.getpid()) - before
    return counted > sent * 0.8

def has_ipv6():
    try:
        return not socket.socket(socket.AF_INET6).bind(("::1", 0))
    except OSError:
        return False

print(json.dumps([
    # Other programs of this machine have connections too, whose queues may shrink meanwhile.
    any(filled(family, kind, address) for _ in range(5))
    for family, address in [(socket.AF_INET, "127.0.0.1"), *[(socket.AF_INET6, "::1")] * has_ipv6()]
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)
]))`;

test("what waits in TCP's and UDP's sockets counts", { skip: process.platform !== "linux" }, () => {
  const folder = join(root, "lib/grade/sandbox");
  const printed = execFileSync(pythonCommand(), ["-c", program, folder], { encoding: "utf8" });
  const counts: boolean[] = JSON.parse(printed);
  assert.ok(counts.length >= 2 && counts.every((counts) => counts), printed);
});
