import { type NotPorted, notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const cifar100: Readonly<Record<string, NotPorted>> = notPorted(
  "data set cifar100:",
  () => "Use `datasets.cifar10`.",
);
