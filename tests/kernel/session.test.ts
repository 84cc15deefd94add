/** A session in Node's kernel; tests/e2e/site.test.ts runs the same tests in a page. */
import { after } from "node:test";
import { sessionTests } from "./session/index.ts";
import { TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

sessionTests(() => kernel);
