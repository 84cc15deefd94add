/**
 * `npm run docs`: the API reference under `.day/docs`, by TypeDoc. A warning fails it.
 */
import { Application } from "typedoc";

const app = await Application.bootstrapWithPlugins({
  name: "Keras day",
  entryPoints: [
    "lib/keras/index.ts",
    "lib/sklearn/*/index.ts",
    "lib/plot/index.ts",
    "lib/table/index.ts",
    "lib/notebook/index.ts",
    "lib/ndarray.ts",
    "lib/errors.ts",
  ],
  out: ".day/docs",
  readme: "README.md",
  // `npm test` checks the types before.
  skipErrorChecking: true,
  // Links to sources would depend on the clone.
  disableSources: true,
  excludePrivate: true,
  excludeInternal: true,
  // Public signatures of lib/keras name types of the engine, which are not part of the reference.
  validation: { notExported: false },
});
const project = await app.convert();
if (project !== undefined) {
  app.validate(project);
  await app.generateOutputs(project);
}
if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
