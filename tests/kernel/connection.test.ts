import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { installKernelSpec } from "../../lib/kernel/kernelspec.ts";
import { resultText, TestKernel } from "./test-kernel.ts";

/** The addresses of IPv4 and IPv6 that a process listens at, sorted. */
function listening(pid: number): string[] {
  const sockets = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return "";
    }
  });
  const rows = ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.trim().split(/\s+/)),
  );
  return rows
    .filter(([, , , state, , , , , , inode]) => state === "0A" && sockets.includes(`socket:[${inode}]`))
    .map(([, address]) => {
      const [host, port] = address.split(":");
      const bytes = host.match(/../g)!.map((byte) => Number.parseInt(byte, 16));
      return `${bytes.reverse().join(".")}:${Number.parseInt(port, 16)}`;
    })
    .sort();
}

test("over ipc, where the connection file says so", async () => {
  const kernel = await TestKernel.start({ transport: "ipc" });
  assert.equal(resultText(await kernel.execute("6 * 7")), "42");
  assert.equal(await kernel.heartbeat(), "ping");
  await kernel.stop();
});

// The open ports of a process are read from /proc.
if (process.platform === "linux") {
  test("it listens at the connection file's addresses and nowhere else", async () => {
    const kernel = await TestKernel.start();
    await kernel.execute("1");
    assert.deepEqual(
      listening(kernel.process.pid!),
      Object.values(kernel.ports)
        .map((port) => `127.0.0.1:${port}`)
        .sort(),
    );
    await kernel.stop();
  });
}

test("a connection file that is missing or wrong ends it with a sentence that says what is wrong", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kernel-"));
  installKernelSpec(folder);
  const { argv } = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
  const file = join(folder, "connection.json");
  const good = {
    transport: "tcp",
    ip: "127.0.0.1",
    key: "",
    shell_port: 1,
    control_port: 2,
    iopub_port: 3,
    stdin_port: 4,
  };
  const cases: [content: string | undefined, words: RegExp][] = [
    [undefined, /The connection file .* cannot be read: ENOENT/],
    ["{", /is not the JSON object that Jupyter writes/],
    ["5", /is not the JSON object that Jupyter writes/],
    [JSON.stringify(good), /has no hb_port/],
    [
      JSON.stringify({ ...good, hb_port: 5, transport: "carrier pigeon" }),
      /asks for carrier pigeon; this kernel knows tcp and ipc/,
    ],
    [
      JSON.stringify({ ...good, hb_port: 5, signature_scheme: "hmac-md5" }),
      /asks for signatures of hmac-md5/,
    ],
  ];
  for (const [content, words] of cases) {
    rmSync(file, { force: true });
    if (content !== undefined) writeFileSync(file, content);
    const [command, ...rest] = argv.map((word: string) => word.replace("{connection_file}", file));
    const { status, stderr } = spawnSync(command, rest, { encoding: "utf8" });
    assert.equal(status, 1, stderr);
    assert.match(stderr, words);
    assert.match(stderr, /^\[tslab\] .*\n$/, "one line");
  }
});
