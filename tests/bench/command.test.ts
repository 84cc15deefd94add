/** `npm run bench` measures each subject; here the shortest case of each. The site, which takes long to build, is measured in e2e/site.test.ts. */
import { test } from "node:test";
import { measures } from "./shortest.ts";

const shortest = {
  engine: "predict, 1 row",
  kernel: "start to the first result",
  grade: "a submission of one exercise",
  waiting: "import of lib/keras",
};

for (const [subject, title] of Object.entries(shortest)) {
  test(`npm run bench -- ${subject}`, () => measures(subject, title));
}
