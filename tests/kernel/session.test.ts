/** A session in Node's kernel; tests/e2e/site.test.ts runs the same tests in a page. */
import { after, before } from "node:test";
import { sessionTests } from "./session/index.ts";
import { TestKernel } from "./test-kernel.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await TestKernel.start();
});
after(() => kernel.stop());

sessionTests(() => kernel);
