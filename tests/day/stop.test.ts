/** However a run ends, its kernels end with it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { after, suite, test } from "node:test";
import { codeCells } from "../../lib/nbformat/notebook.ts";
import { until } from "../e2e/until.ts";
import { ScratchProject } from "./scratch-project.ts";

const project = await ScratchProject.create();
after(() => project.remove());

/** Starts the day on a cell that never ends, ends it when that cell is at work, and waits for the end. */
async function stop(
  end: (day: ReturnType<ScratchProject["start"]>) => void,
  check: (code: number | null, stderr: string) => Promise<void>,
) {
  project.restoreNotebooks();
  const notebook = project.notebook("ex01_sequential");
  const [first, second] = codeCells(notebook);
  first.source = "1"; // in place of the imports, which take seconds
  const working = project.path("working");
  rmSync(working, { force: true });
  second.source = `require("node:fs").writeFileSync(${JSON.stringify(working)}, ""); while (true) {}`;
  project.write("ex01_sequential", notebook);
  const day = project.start(["ex01"]);
  let stderr = "";
  day.stderr.on("data", (data) => {
    stderr += data;
  });
  day.stdout.resume();
  await until("the second cell to run", async () => existsSync(working));
  assert.ok(project.processes().length > 1, "a kernel is at work");
  end(day);
  const [code] = await once(day, "exit");
  await check(code, stderr);
}

suite("a run that is stopped leaves no kernel", {
  skip: process.platform === "win32" && "needs POSIX signals",
}, () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`by ${signal}`, async () => {
      await stop(
        (day) => day.kill(signal),
        async (code, stderr) => {
          assert.equal(stderr, "Stopped. No kernel is left running.\n");
          assert.equal(code, 130);
          await project.allEnded();
          assert.ok(!existsSync(project.path(".day/reports/day.json")));
        },
      );
    });
  }

  test("by SIGKILL, soon after", async () => {
    await stop(
      (day) => day.kill("SIGKILL"),
      () => project.allEnded(),
    );
  });

  test("by Ctrl-C of a pipe whose reader has gone, as `npm start | head` does", async () => {
    const end = (day: ReturnType<ScratchProject["start"]>) => {
      day.stdout.destroy();
      day.kill("SIGINT");
    };
    await stop(end, async (code, stderr) => {
      assert.equal(code, 130);
      assert.doesNotMatch(stderr, /EPIPE/);
      await project.allEnded();
    });
  });
});
