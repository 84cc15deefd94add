/** The sandbox from inside: cells of a notebook that is run again try to break each promise of SECURITY.md. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, before, beforeEach, suite, test } from "node:test";
import { sandboxTrouble, TEMPORARY } from "../../lib/grade/sandbox/bubblewrap.ts";
import { Runner } from "../../lib/grade/sandbox/runner.ts";
import { root } from "../../lib/setup/paths.mjs";
import { code, python as pythonNotebook, typescript, writeSubmission } from "../submissions/submission.ts";
import {
  folder,
  programsFirst,
  python,
  run,
  runFolder,
  runner,
  runTogether,
  watched,
} from "./sandbox-runs.ts";

const path = process.env.PATH;

/** A runner that starts from now on finds none. */
function hideControlGroups(): void {
  const covered = `mount -t tmpfs tmpfs /sys/fs/cgroup && exec "$@"`;
  process.env.PATH = programsFirst({
    unshare: `#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec /usr/bin/unshare --user --map-root-user --mount -- /bin/sh -c '${covered}' sh "$@"\n`,
    "systemd-run": "#!/bin/sh\nexit 1\n",
  });
}

function showControlGroups(): void {
  process.env.PATH = path;
}

/** The folders of this process' runs: each bears the id of the `run.py` that made it. */
const boxes = () =>
  readdirSync(TEMPORARY).filter((name) => {
    const owner = /^kd-run-(\d+)-/.exec(name)?.[1];
    const status = `/proc/${owner}/status`;
    return owner && existsSync(status) && readFileSync(status, "utf8").includes(`PPid:\t${process.pid}\n`);
  });

/** The ids of this process' `run.py`. */
const runnerIds = () =>
  readdirSync("/proc").filter((id) => {
    const [status, arguments_] = [`/proc/${id}/status`, `/proc/${id}/cmdline`];
    if (!/^\d+$/.test(id) || !existsSync(status)) return false;
    const isOwn = readFileSync(status, "utf8").includes(`PPid:\t${process.pid}\n`);
    return isOwn && readFileSync(arguments_, "utf8").includes("run.py");
  });

suite("in the sandbox", { skip: sandboxTrouble() ?? false }, () => {
  suite("a notebook that looks around", () => {
    const settings = `
import os
files = [os.path.join(top, name) for top, _, names in os.walk("/proc/sys") for name in names]
def opens(file):
    try:
        os.close(os.open(file, os.O_WRONLY))
        return True
    except OSError:
        return False
print(len(files) > 500, [file for file in files + ["/proc/sysrq-trigger", "/proc/1/oom_score_adj"] if opens(file)])`;
    const environment = `import { readFileSync, readdirSync, readlinkSync } from "node:fs";
const all = readdirSync("/proc").filter((id) => /^\\d+$/.test(id)).map((id) => readFileSync(\`/proc/\${id}/environ\`, "utf8") + readFileSync(\`/proc/\${id}/cmdline\`, "utf8"));
console.log(all.length > 1, all.filter((text) => /SECRET|secret/.test(text)), readFileSync("/proc/1/cmdline", "utf8").includes("work "));`;
    const descriptors = `console.log([...new Set(readdirSync("/proc/1/fd").map((name) => readlinkSync("/proc/1/fd/" + name)).filter((name) => !/eventfd|signalfd/.test(name)))]);`;
    const others = `
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
print([libc.syscall(438, os.pidfd_open(1), number, 0) for number in range(10)], os.strerror(ctypes.get_errno()))`;
    const memory = `
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
print([libc.syscall(number, 0, 4096, 0o1600) for number in (319, 29, 68, 64, 101, 425, 272)] if os.uname().machine == "x86_64" else [-1] * 7)
try:
    mmap.mmap(-1, 4096)
    print("shared memory")
except PermissionError:
    print("refused")
print(len(mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)))`;
    const listing = 'console.log(readdirSync(".", { recursive: true }).sort().join());';
    const files = {
      "data.csv": "1",
      "node_modules/left/index.js": "",
      "deep/data.csv": "2",
      "deep/node_modules/right/index.js": "",
      "deep/.hidden": "",
      "whole/a/b.txt": "",
    };
    const changes = `
import os
for file in ("data.csv", "deep/data.csv", "whole/a/b.txt"):
    for change in (lambda: open(file, "a"), lambda: os.remove(file), lambda: os.chmod(file, 0o777)):
        try:
            change()
            print("changed", file)
        except OSError:
            pass
open("own.csv", "w").write("3")
print(open("data.csv").read() + open("deep/data.csv").read() + open("own.csv").read())`;
    let seen: Awaited<ReturnType<typeof run>>;
    before(async () => {
      const cells = [environment, descriptors, listing, python(settings), python(others), python(memory)];
      cells.push(python(changes));
      seen = await run(cells, { files });
    });

    test("cannot open a setting of the system for writing", () => {
      assert.equal(seen.said[3], "True []");
    });

    test("does not see the grader's environment, command line and descriptors", () => {
      assert.equal(seen.said[0], "true [] false", seen.place);
      assert.equal(seen.said[1], "[ '/dev/null' ]");
      assert.match(seen.said[4], /^\[(-1, ){9}-1\] Function not implemented$/);
    });

    test("is refused memory that belongs to no process, and a look into others", () => {
      assert.equal(seen.said[5], "[-1, -1, -1, -1, -1, -1, -1]\nrefused\n4096");
    });

    test("sees files only if they were looked at; a node_modules is named", () => {
      assert.equal(seen.said[2], "data.csv,deep,deep/data.csv,ex01.ipynb,whole,whole/a,whole/a/b.txt");
      assert.deepEqual(seen.remarks, [
        "deep/node_modules is not looked at, and notebooks run without it",
        "node_modules is not looked at, and notebooks run without it",
      ]);
    });

    test("cannot change these files, but writes others beside them", () => {
      assert.equal(seen.said[6], "123");
    });
  });

  test("a TypeScript notebook finds nothing of the one before it in the same sandbox", async () => {
    const look = code(`import { spawnSync } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
const processes = readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).length;
const places = [".", "/dev/shm", "${TEMPORARY}", "-xdev", "!", "-path", "*/sockets/*", "!", "-path", "*/history/*"];
const files = spawnSync("find", places, { encoding: "utf8" }).stdout;
console.log(readlinkSync("/proc/self/ns/pid"), processes, "left" in globalThis, files);`);
    const leave = code(`import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
(globalThis as Record<string, unknown>).left = true;
for (let n = 0; n < 3; n++) spawn("sleep", ["600"], { detached: true, stdio: "ignore" }).unref();
mkdirSync("left");
for (const folder of ["left", "/dev/shm", "${TEMPORARY}"]) writeFileSync(\`\${folder}/left.txt\`, "left");`);
    const [first, second] = await runTogether([typescript(look, leave), typescript(look)]);
    assert.match(first, /^pid:\[\d+\] \d+ false \.\n/);
    assert.equal(second, first);
  });

  test("the process that runs notebooks keeps no files, sockets and threads of those that have ended", async () => {
    const held = () =>
      runnerIds().map((id) => ["fd", "task"].map((name) => readdirSync(`/proc/${id}/${name}`).length));
    const notebooks = Array.from({ length: 3 }, () => typescript(code("1 + 1")));
    await runTogether(notebooks.slice(0, 1));
    const after = held();
    await runTogether(notebooks);
    assert.deepEqual(held(), after);
  });

  test("a Python notebook finds nothing of those before it in the same sandbox", async () => {
    const look = code(`
import builtins, os, subprocess, sys
processes = sum(name.isdigit() for name in os.listdir("/proc"))
files = subprocess.run(["find", ".", "/dev/shm", "${TEMPORARY}", "-xdev", "!", "-path", "*/sockets/*"], capture_output=True, text=True).stdout
print(os.readlink("/proc/self/ns/pid"), processes, hasattr(builtins, "left"), len(sys.modules), files)`);
    const leave = code(`
builtins.left = True
import colorsys
for n in range(3):
    subprocess.Popen(["sleep", "600"], start_new_session=True)
startup = os.path.expanduser("~/.ipython/profile_default/startup")
os.makedirs(startup, exist_ok=True)
for folder in [".", "/dev/shm", startup]:
    with open(f"{folder}/left.py", "w") as file:
        file.write("print('left')")`);
    const goOn = code(`
if os.fork() == 0:
    os.setsid()
    while True:
        if os.fork():
            os._exit(0)`);
    const [first, second, third] = await runTogether([
      pythonNotebook(look, leave),
      pythonNotebook(look, goOn),
      pythonNotebook(look),
    ]);
    assert.match(first, /^pid:\[\d+\] \d+ False \d+ \.\n/);
    assert.equal(second, first);
    // A process that cannot be caught ends the sandbox.
    const withoutNamespace = (said: string) => said.replace(/^pid:\[\d+\]/, "");
    assert.equal(withoutNamespace(third), withoutNamespace(first));
  });

  test("a Python notebook that stops or ends what starts kernels costs no other notebook", async () => {
    const print = code("print(1 + 1)");
    const signalled = (name: string) =>
      pythonNotebook(print, code(`import os, signal\nos.kill(os.getppid(), signal.${name})`));
    const said = await runTogether([signalled("SIGSTOP"), signalled("SIGKILL"), pythonNotebook(print)]);
    assert.deepEqual(said, ["2", "2", "2"]);
  });

  test("folders without end beside the sockets stop neither this run nor the next", async () => {
    const { said } = await run([
      python(`
import os
from glob import glob
os.chdir(glob("${TEMPORARY}/kd-run-*/sockets")[0])
for _ in range(3000):
    os.mkdir("d")
    os.chdir("d")
print("made")`),
    ]);
    assert.deepEqual(said, ["made"]);
    assert.deepEqual(boxes(), []);
    assert.deepEqual((await run(["1 + 1"])).said, ["2"]);
    assert.deepEqual(runner.left, []);
  });

  test("all that can be written is limited in bytes and files, and nothing written can be executed", async () => {
    const { said, stopped } = await run(
      [
        python(`
import os, shutil, subprocess
from glob import glob
sockets = glob("${TEMPORARY}/kd-run-*/sockets")[0]
places = [sockets, "${TEMPORARY}", "/dev/shm", os.getcwd()]
flags = [line.split() for line in open("/proc/mounts")]
for place in places:
    options = [words[3].split(",") for words in flags if words[1].replace("\\\\040", " ") == place][-1]
    assert {"nosuid", "nodev", "noexec"} <= set(options), (place, options)
    program = shutil.copy("/usr/bin/true", place + "/program")
    os.chmod(program, 0o4755)
    try:
        subprocess.run([program])
        print("ran", program)
    except PermissionError:
        os.remove(program)
written = 0
chunk = bytes(1_000_000)
for place in places:
    os.makedirs(place + "/deeper/down", exist_ok=True)
    for number in range(12):
        try:
            with open(f"{place}/deeper/down/{number}", "wb", buffering=0) as file:
                for _ in range(60):
                    written += file.write(chunk)
        except OSError:
            pass
print(written < 60_000_000)
for place in places:
    shutil.rmtree(place + "/deeper")
made = 0
for place in places:
    try:
        os.mkdir(place + "/empty")
        for number in range(60_000):
            open(f"{place}/empty/{number}", "w").close()
            made += 1
    except OSError as error:
        pass
print(1000 < made < 20_000)`),
      ],
      { limits: { disk: 50_000_000 } },
    );
    assert.deepEqual([said, stopped], [["True\nTrue"], null]);
  });

  suite("messages are counted by their bytes, whatever they are for", () => {
    const kernel = 'const kernel = (globalThis as any)[Symbol.for("tslab.kernel")];\n';
    const floods: Record<string, string> = {
      "the state of a comm":
        'const comm = kernel.comms.open("jupyter.widget", { data: { state: {} } });\nfor (let i = 0; i < 2000; i++) comm.send({ method: "update", state: { ["k" + i]: "x".repeat(1_000_000) } });',
      "the buffers of a comm":
        'const comm = kernel.comms.open("jupyter.widget", { data: { state: {} } });\nfor (let i = 0; i < 2000; i++) comm.send({ method: "update", state: {} }, { buffers: [new Uint8Array(1_000_000)] });',
      "lists of nothing":
        'for (let i = 0; i < 2000; i++) kernel.display({ "application/json": Array(300_000).fill([]), "text/plain": "" });',
    };
    for (const [name, source] of Object.entries(floods)) {
      test(name, async () => {
        const { stopped } = await run([kernel + source, "await new Promise((r) => setTimeout(r, 200_000))"]);
        assert.equal(stopped, "output");
      });
    }
  });

  for (const [place, by] of Object.entries({
    "as root or a user with systemd": runner,
    "without control groups": watched,
  })) {
    suite(place, () => {
      if (by === watched) beforeEach(hideControlGroups);
      afterEach(showControlGroups);

      test("threads without end are stopped, and few files can be open at once", async () => {
        const cells = [
          python("import resource\nprint(resource.getrlimit(resource.RLIMIT_NOFILE))"),
          python(`
import threading, time
try:
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(300,), daemon=True).start()
    print("all")
except RuntimeError:
    print("no more")
time.sleep(3)`),
        ];
        const { said, stopped } = await run(cells, { by });
        assert.equal(said[0], "(512, 512)");
        assert.ok(stopped === "processes" || said[1] === "no more", `${stopped} ${said}`);
        if (by === watched) assert.equal(by.limits, "watcher");
      });

      test("the buffers of sockets count as memory", async () => {
        const fill = python(`
import os, socket, time
for _ in range(12):
    if os.fork() == 0:
        pairs = []
        try:
            while True:
                pair = socket.socketpair()
                for end in pair:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 10_000_000)
                    end.setblocking(False)
                    try:
                        while True:
                            end.send(bytes(60_000))
                    except BlockingIOError:
                        pass
                pairs.append(pair)
        except OSError:
            time.sleep(200)
time.sleep(200)`);
        const { stopped } = await run([fill], { by, limits: { memory: 1_000_000_000 } });
        assert.equal(stopped, "memory");
      });

      test("memory that is shared by files counts", async () => {
        const fill = python(`
files = [open(f"/dev/shm/{number}", "wb", buffering=0) for number in range(40)]
written = 0
try:
    while True:
        for file in files:
            written += file.write(bytes(1_000_000))
except OSError:
    print(written < 210_000_000)`);
        assert.deepEqual((await run([fill], { by })).said, ["True"]);
      });
    });
  }

  test("a user with systemd has each sandbox in a scope with limits", async () => {
    const log = join(folder, "asked");
    const programs = programsFirst({
      "systemd-run": `#!/bin/sh\necho "$*" >> '${log}'\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n`,
    });
    // A process looks for it only once.
    const program = `
import { Runner } from ${JSON.stringify(join(root, "lib/grade/sandbox/runner.ts"))};
import { LIMITS } from ${JSON.stringify(join(root, "lib/grade/sandbox/limits.ts"))};
const runner = new Runner();
await runner.run([], LIMITS, new AbortController().signal);
await runner.end();`;
    const args = ["--import", "tsx", "--input-type=module", "-e", program];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, PATH: programs },
    });
    assert.equal(status, 0, stderr);
    const user = process.getuid?.() === 0 ? "" : "--user ";
    const scope = `${user}--scope --quiet --collect -p Delegate=yes -p MemoryMax=3700000000 -p MemorySwapMax=0 -p TasksMax=740 -- `;
    const [asked, started] = readFileSync(log, "utf8").split("\n");
    assert.equal(asked, `${scope}true`);
    assert.ok(started.startsWith(`${scope}unshare `) && started.endsWith("run.py --scope"), started);
  });

  test("what a killed run left behind is removed, however deep it is", async () => {
    const left = join(TEMPORARY, "kd-run-999999999-left");
    const dig =
      "import os\nos.mkdir(path)\nos.chdir(path)\nfor _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')";
    spawnSync("python3", ["-c", `path = ${JSON.stringify(left)}\n${dig}`]);
    assert.ok(existsSync(left));
    const next = new Runner();
    assert.deepEqual((await run(["1 + 1"], { by: next })).said, ["2"]);
    await next.end();
    assert.equal(existsSync(left), false);
    assert.deepEqual(next.left, []);
  });

  suite("what comes from the sandbox's side in place of an answer costs that work alone", () => {
    const line = '{"name":"0","stopped":null,"limits":null,"left":null}';
    for (const [name, script] of Object.entries({
      "an answer for another work": `echo '{"name":"somebody","stopped":null}'; cat >/dev/null`,
      "an answer that is none": `echo '{"name":"0","stopped":"nothing"}'; cat >/dev/null`,
      "an end before the answers": "echo null; cat >/dev/null",
      "its death": "exit 1",
      "no JSON": "echo hello; cat >/dev/null",
      "a line without an end": "head -c 700000000 /dev/zero | tr '\\0' x; sleep 60",
      "escape sequences": `printf '\\033]0;title\\007${line}\\n'; cat >/dev/null`,
    })) {
      test(name, async () => {
        const other = new Runner();
        process.env.PATH = programsFirst({
          unshare: `#!/bin/sh\necho '{"ready":true}'\n${script}\n`,
          "systemd-run": "#!/bin/sh\nexit 1\n",
        });
        try {
          assert.equal((await run(["1 + 1"], { by: other })).stopped, "kernel");
        } finally {
          showControlGroups();
        }
        assert.deepEqual((await run(["1 + 1"], { by: other })).said, ["2"], "and the next one is run");
        await other.end();
      });
    }
  });

  test("names that are not UTF-8 are names all the same", async () => {
    const place = writeSubmission(
      { id: "latin", kind: "honest", about: "", files: { "readme.txt": "" }, expected: {} },
      folder,
    );
    const latin = (name: string) => Buffer.from(join(place, name), "latin1");
    mkdirSync(latin("donn\u00e9es"));
    writeFileSync(latin("donn\u00e9es/r\u00e9sum\u00e9.txt"), "42");
    writeFileSync(latin("entr\u00e9e.csv"), "7");
    const source = `import { readdirSync, readFileSync } from "node:fs";
for (const name of readdirSync(".", { encoding: "buffer" })) if (name.includes(0xe9) && name.toString("latin1").endsWith("csv")) console.log(readFileSync(name, "utf8"));
for (const name of readdirSync(Buffer.from("donn\\u00e9es", "latin1"), { encoding: "buffer" })) console.log(name.toString("latin1"));`;
    writeFileSync(latin("exercice \u00e9.ipynb"), JSON.stringify(typescript(code(source))));
    assert.deepEqual(await runFolder(place), { stopped: null, said: ["7\nrésumé.txt"], remarks: [] });
  });
});
