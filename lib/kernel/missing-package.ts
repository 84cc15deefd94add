/** The remedy for a package that cannot be found. A page has another (`site/worker/missing-package.ts`). */
export const missingPackage = (name: string): string =>
  `If it is an npm package, install it in the notebook's project: \`npm install ${name}\`.`;
