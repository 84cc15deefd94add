/**
 * `npm run docs`: the API reference under `.day/docs`, by TypeDoc. A warning fails it.
 */
import { relative } from "node:path";
import { Application } from "typedoc";
import { root } from "./paths.mjs";

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
const { options, logger, renderer } = app;
// The configuration names the tests, too.
const files = options.getFileNames().filter((file) => !relative(root, file).startsWith("tests"));
options.setCompilerOptions(files, options.getCompilerOptions(logger), undefined);

// Classes inherit most examples, so that three of four were highlighted before.
const { markedPlugin } = renderer;
const highlight = markedPlugin.getHighlighted.bind(markedPlugin);
/** @type {Map<string, string>} */
const highlighted = new Map();
/** @type {typeof highlight} */
markedPlugin.getHighlighted = (text, language) => {
  const key = `${language} ${text}`;
  const html = highlighted.get(key) ?? highlight(text, language);
  highlighted.set(key, html);
  return html;
};

const project = await app.convert();
if (project !== undefined) {
  app.validate(project);
  await app.generateOutputs(project);
}
if (project === undefined || logger.hasErrors() || logger.hasWarnings()) process.exitCode = 1;
