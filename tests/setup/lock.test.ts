import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, test } from "node:test";
import { withLock } from "../../lib/setup/lock.mjs";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(folder, "of a", "lock");
});

const nobody = (owner: string) => assert.fail(`waited for ${owner}`);

describe("a lock", () => {
  test("holds this process' id during the work, and is removed afterwards, also after an error", async () => {
    const owner = await withLock(file, nobody, async () => readFileSync(file, "utf8"));
    assert.equal(owner, String(process.pid));
    assert.equal(existsSync(file), false);
    const work = withLock(file, nobody, async () => {
      throw new Error("no");
    });
    await assert.rejects(work, /no/);
    assert.equal(existsSync(file), false);
  });

  test("is taken over at once from a process of this id that ended before", async () => {
    await withLock(file, nobody, async () => {});
    writeFileSync(file, String(process.pid));
    assert.equal(await withLock(file, nobody, async () => "done"), "done");
  });

  test("is waited for while its owner lives, and the owner is reported once", async () => {
    await withLock(file, nobody, async () => {});
    writeFileSync(file, String(process.ppid));
    const owners: string[] = [];
    const done = await withLock(
      file,
      (owner) => {
        owners.push(owner);
        rmSync(file);
      },
      async () => "done",
    );
    assert.deepEqual([done, owners], ["done", [String(process.ppid)]]);
  });

  test("is not waited for any longer once the signal is aborted", async () => {
    await withLock(file, nobody, async () => {});
    writeFileSync(file, String(process.ppid));
    const waiting = withLock(
      file,
      () => {},
      () => assert.fail("the lock was held"),
      AbortSignal.timeout(50),
    );
    await assert.rejects(waiting, { name: "AbortError" });
    assert.equal(readFileSync(file, "utf8"), String(process.ppid));
  });

  test("taken over by another process is left alone", async () => {
    await withLock(file, nobody, async () => writeFileSync(file, "1"));
    assert.equal(readFileSync(file, "utf8"), "1");
  });
});
