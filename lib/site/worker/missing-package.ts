/** The page's form of `lib/kernel/missing-package.ts`. */
export const missingPackage = (_name: string): string =>
  "This page has the modules of the day in ../lib, danfojs-node and TensorFlow.js; for others run the notebook on your computer.";
