import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const { CallbackList, OrbaxCheckpoint, RemoteMonitor } = notPorted(
  "callback",
  (name) => `Write one of your own: \`class ${name} extends callbacks.Callback\`.`,
);
