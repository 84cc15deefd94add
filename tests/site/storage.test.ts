/** Where a browser refuses storage, its page gets one in memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isStorageKept, MemoryStorage, replaceRefused } from "../../lib/site/page/storage.ts";

const refuse = (): never => {
  throw new Error("Access is denied for this document.");
};

/** A browser's own storage. */
class Storage extends MemoryStorage {}

/** IndexedDB, which opens or answers with an error. */
const database = (succeeds: boolean) => ({
  open: () => {
    const request = {
      onsuccess: null as (() => void) | null,
      onerror: null as (() => void) | null,
      result: { close: () => {} },
    };
    queueMicrotask(() => (succeeds ? request.onsuccess : request.onerror)?.());
    return request;
  },
  deleteDatabase: () => {},
});

test("a storage that throws is replaced, and one that works is left alone", () => {
  const sessionStorage = new Storage();
  const page = { sessionStorage } as { sessionStorage: Storage; localStorage: MemoryStorage };
  Object.defineProperty(page, "localStorage", { get: refuse, configurable: true });
  replaceRefused(page);
  assert.equal(page.sessionStorage, sessionStorage);
  assert.equal(sessionStorage.length, 0);

  const { localStorage } = page;
  localStorage.setItem("a", 1 as never);
  localStorage.setItem("b", "2");
  assert.deepEqual([localStorage.length, localStorage.key(1), localStorage.key(2)], [2, "b", null]);
  assert.deepEqual([localStorage.getItem("a"), localStorage.getItem("c")], ["1", null]);
  localStorage.removeItem("a");
  assert.equal(localStorage.length, 1);
  localStorage.clear();
  assert.equal(localStorage.length, 0);
});

test("changes are kept if IndexedDB or localStorage works", async () => {
  const [own, memory] = [new Storage(), new MemoryStorage()];
  const kept = (localStorage: MemoryStorage, indexedDB?: object) =>
    isStorageKept({ localStorage, sessionStorage: own, indexedDB: indexedDB as never });
  assert.equal(await kept(own, database(true)), true);
  assert.equal(await kept(own, { open: refuse }), true);
  assert.equal(await kept(memory, database(true)), true);
  assert.equal(await kept(memory, database(false)), false);
  assert.equal(await kept(memory, { open: refuse }), false);
  assert.equal(await kept(memory), false);
});
