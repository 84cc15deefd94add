import { notPorted } from "./not-ported.ts";

/** @deprecated Not ported: TypeScript makes objects of the classes. */
export const { maxNorm, minMaxNorm, nonNeg, unitNorm } = notPorted(
  "name",
  (name) => `Use the class: \`new constraints.${name[0].toUpperCase()}${name.slice(1)}()\`.`,
);
