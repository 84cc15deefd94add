import assert from "node:assert/strict";
import { after, test } from "node:test";
import { serveSite } from "../../lib/site/serve.ts";

test("a malformed address is refused, and the server goes on", async () => {
  const { address, server } = await serveSite(import.meta.dirname);
  after(() => server.close());
  const statusOf = async (path: string) => (await fetch(new URL(path, address))).status;
  assert.deepEqual(
    await Promise.all(["/%", "/%00", "/none", "/serve.test.ts"].map(statusOf)),
    [400, 400, 404, 200],
  );
});
