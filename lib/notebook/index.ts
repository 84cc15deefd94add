/** Functions for the cells of a notebook: output, input, widgets, and live curves. */
export { clearOutput, DisplayHandle, type DisplayOptions, display } from "../display.ts";
export type { MimeBundle } from "../kernel-api.ts";
export { type Comm, type CommContent, type CommOptions, type CommTarget, comms } from "./comms.ts";
export { input } from "./input.ts";
export { LiveCurve, type LiveCurveOptions, liveCurves } from "./live-curve.ts";
export { type NetworkPicture, networkPicture } from "./network-picture.ts";
export { summaryTable } from "./summary-table.ts";
export { installedVersions, isAtLeast } from "./versions.ts";
