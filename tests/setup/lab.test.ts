import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { jupyterEnv, pythonCommand, root } from "../../lib/setup/paths.mjs";
import { Scratch } from "./scratch.ts";

test("JupyterLab opens notebooks/ with its token, on the loopback interface, and sends no requests elsewhere", async () => {
  const project = new Scratch();
  try {
    const { code, text } = await project.run(["lab", "--no-browser"]);
    assert.equal(code, 0, text);
    const log = readFileSync(join(project.folder, "log"), "utf8");
    const [, flags] = /^python -c .*jupyterlab.* sys\.exit\(main\(\)\) (.*)$/m.exec(log) ?? [];
    assert.deepEqual(flags?.split(" "), [
      `--ServerApp.root_dir=${project.folder}/notebooks`,
      "--LabApp.news_url=None",
      "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
      "--LabApp.extension_manager=readonly",
      "--LabApp.custom_css=True",
      `--ServerApp.tornado_settings={"static_custom_path":["${project.folder}/lib/plot/jupyterlab"]}`,
      "--LabApp.default_url=/lab",
      "--no-browser",
    ]);
    const [, shown] = /(JupyterLab runs at .*)/s.exec(text) ?? [];
    const lines = shown?.trim().split("\n") ?? [];
    assert.ok(lines.length > 1 && lines.length <= 5, text);
    assert.match(lines[0], / http:\/\/localhost:8888\/lab\?token=1a2b$/);
    assert.match(lines.join("\n"), /To stop it, press Ctrl-C/);
    assert.match(project.read(".day/lab.log"), /127\.0\.0\.1:8888/);
    const broken = await project.run(["lab", "--broken"]);
    assert.equal(broken.code, 3);
    assert.match(broken.text, /it is broken/);
  } finally {
    project.remove();
  }
});

test("JupyterLab reads the project's defaults: no question whether to fetch news", () => {
  const read =
    "from jupyterlab_server.settings_utils import _get_overrides as o; import json; print(json.dumps(o('/nowhere')[0]))";
  const env = { ...jupyterEnv(), JUPYTER_CONFIG_PATH: join(root, "lib", "setup") };
  const defaults = JSON.parse(execFileSync(pythonCommand(), ["-c", read], { env, encoding: "utf8" }));
  assert.deepEqual(defaults["@jupyterlab/apputils-extension:notification"], {
    fetchNews: "false",
    checkForUpdates: false,
  });
});

test("a server of JupyterLab's keeps its own class of connections: another for kernels behind a gateway", () => {
  const read =
    "from jupyter_server.serverapp import ServerApp; import sys; app = ServerApp(); app.initialize(['--no-browser', *sys.argv[1:]], find_extensions=False); print(app.kernel_websocket_connection_class.__name__, app.kernel_websocket_connection_class.connect.__name__)";
  const env = { ...jupyterEnv(), JUPYTER_CONFIG_PATH: join(root, "lib", "setup") };
  const started = (...options: string[]) =>
    execFileSync(pythonCommand(), ["-c", read, ...options], { env, encoding: "utf8", stdio: "pipe" }).trim();
  assert.equal(started(), "ZMQChannelsWebsocketConnection connect_without_delay");
  assert.equal(started("--gateway-url=http://127.0.0.1:9"), "GatewayWebSocketConnection connect");
});
