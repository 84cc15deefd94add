/** No Jupyter around it: the kernel is started by hand with a connection file, and a client comes later. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { jupyterDirectory } from "../../lib/setup/paths.mjs";
import { JupyterFolder } from "./jupyter-folder.ts";
import { JupyterSession } from "./jupyter-session.ts";
import { freePorts } from "./test-kernel.ts";

const folder = new JupyterFolder();
let kernel: ChildProcess | undefined;
after(() => {
  kernel?.kill("SIGKILL");
  folder.remove();
});

test("a bare connection file is enough for jupyter_client's blocking client", async () => {
  const file = folder.path("connection.json");
  const ports = await freePorts(["shell_port", "control_port", "iopub_port", "stdin_port", "hb_port"]);
  const connection = {
    transport: "tcp",
    ip: "127.0.0.1",
    key: "",
    signature_scheme: "hmac-sha256",
    ...ports,
  };
  writeFileSync(file, JSON.stringify(connection));
  const { argv } = JSON.parse(readFileSync(join(jupyterDirectory(), "kernels/tslab/kernel.json"), "utf8"));
  const [node, ...args] = argv.map((word: string) => word.replace("{connection_file}", file));
  kernel = spawn(node, args, { cwd: folder.notebooks, stdio: "inherit" });
  const over = new Promise((resolve) => kernel?.once("exit", resolve));

  const session = await JupyterSession.connect(folder, file);
  assert.equal(session.language, "typescript");
  const { status, results, text } = await session.execute("console.log('printed');\nlet kept = 6 * 7; kept");
  assert.deepEqual({ status, results, text }, { status: "ok", results: ["42"], text: "printed\n" });
  const stopped = await session.execute("console.log('loops');\nwhile (true) {}", "loops");
  assert.equal(stopped.ename, "KeyboardInterrupt");
  assert.deepEqual((await session.execute("kept")).results, ["42"]);
  await session.shutdown();
  assert.equal(await over, 0);
});
