/**
 * An installation in a folder whose name has what addresses and shells take for their own. Each command works there; then files are
 * cut off: each is named, and the command that is named with them mends them. More kinds of damage: setup/damage.test.ts.
 */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { pythonCommand } from "../../lib/setup/paths.mjs";
import { InstallationCopy } from "./installation-copy.ts";

let copy: InstallationCopy;
let packages: string;
before(async () => {
  copy = new InstallationCopy(join(mkdtempSync(join(tmpdir(), "odd-")), `a #b %20c%d "e" $HOME 'f' &g;`));
  await copy.takeOver();
  const { code, text } = await copy.npm("run", "setup", "--", "--no-native");
  assert.equal(code, 0, text);
  packages = `.venv/lib/${readdirSync(join(copy.folder, ".venv/lib")).find((name) => name.startsWith("python"))}/site-packages`;
});
after(() => copy?.remove());

for (const words of [
  ["run", "grade", "--", "notebooks/ex01_sequential.ipynb", "--allow-root", "--no-native"],
  ["run", "export", "--", "ex01", "--no-native"],
  ["run", "exercise", "--", "ex03", "--no-native"],
]) {
  test(`npm ${words.join(" ")}`, async () => {
    const { code, text } = await copy.npm(...words);
    assert.equal(code, 0, text);
    assert.doesNotMatch(text, /Nothing is run again/);
  });
}

test("npm run lab: a notebook is found, and its kernel runs a cell", async () => {
  const root = process.getuid?.() === 0 ? ["--allow-root"] : [];
  const main = join(copy.folder, "lib/setup/main.mjs");
  const child = spawn(process.execPath, [main, "lab", "--no-browser", "--no-native", ...root], {
    cwd: copy.folder,
  });
  try {
    const address = await new Promise<URL>((resolve, reject) => {
      let text = "";
      child.stdout.on("data", (chunk) => {
        text += chunk;
        const [found] = /http:\/\/localhost:\d+\/lab\S*token=[0-9a-f]+/.exec(text) ?? [];
        if (found) resolve(new URL(found));
      });
      child.on("close", () => reject(new Error(text)));
    });
    const ask = async (path: string, body?: object) => {
      const headers = { Authorization: `token ${address.searchParams.get("token")}` };
      const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
      const answer = await fetch(new URL(path, address), init);
      assert.ok(answer.ok, `${path}: ${answer.status}`);
      return JSON.parse(await answer.text());
    };
    const notebook = await ask("/api/contents/ex01_sequential.ipynb");
    assert.ok(notebook.content.cells.length > 0);
    const session = { path: "ex01_sequential.ipynb", name: "", type: "notebook", kernel: { name: "tslab" } };
    const { kernel } = await ask("/api/sessions", session);
    const socket = `ws://${address.host}/api/kernels/${kernel.id}/channels${address.search}`;
    const { stdout, stderr } = await promisify(execFile)(pythonCommand(), ["-c", runCell, socket]);
    assert.match(stdout, /\/notebooks/, stderr);
  } finally {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.on("close", resolve));
  }
});

const runCell = `
import json, sys, websocket
socket = websocket.create_connection(sys.argv[1], timeout=300)
header = {"msg_id": "1", "msg_type": "execute_request", "username": "", "session": "1", "date": "", "version": "5.3"}
content = {"code": "process.cwd()", "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
socket.send(json.dumps(message))
while True:
    message = json.loads(socket.recv())
    if message["header"]["msg_type"] in ("execute_result", "error"):
        sys.exit(print(message["content"]))`;

/** The files of a folder with that ending. */
const filesIn = (folder: string, ending: string) => {
  const names = readdirSync(join(copy.folder, folder), { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
  assert.ok(files.length > 0, `${folder} has *${ending}`);
  return files;
};

test("files that are cut off", async () => {
  copy.cutInHalf(
    ...filesIn("node_modules/tsx/dist", ".mjs"),
    ...filesIn("node_modules/zeromq/build", ".node"),
    "node_modules/esbuild/lib/main.js",
    "node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node",
    `${packages}/nbclient/client.py`,
    `${packages}/tornado/web.py`,
    ".venv/share/jupyter/kernels/tslab/kernel.json",
    ...filesIn(".day/kernel", "main.mjs"),
  );
  const day = await copy.npm("start", "--", "ex01");
  assert.equal(day.code, 2, day.text);
  for (const part of [
    /npm package tsx is damaged \(dist\/\S+\)/,
    /npm package zeromq is damaged \(build\/\S+\)/,
    /npm package esbuild is damaged \(lib\/main\.js\)/,
    /addon of @tensorflow\/tfjs-node is damaged \(tfjs_binding\.node\)/,
    /Python package nbclient is damaged \(nbclient\/client\.py\)/,
    /Python package tornado is damaged \(tornado\/web\.py\)/,
    /built kernel is damaged \(main\.mjs\)/,
  ])
    assert.match(
      day.text,
      RegExp(`^✗ The ${part.source}\\. Run \`npm run setup\`, then the command again\\.$`, "m"),
    );
  const { code, text } = await copy.npm("run", "setup");
  assert.equal(code, 0, text);
  const mended = await copy.npm("start", "--", "ex01");
  assert.equal(mended.code, 0, mended.text);
});
