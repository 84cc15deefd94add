export { type Comm, type CommContent, type CommOptions, type CommTarget, comms } from "./comms.ts";
export { clearOutput, display, type MimeBundle } from "./display.ts";
export { DisplayHandle } from "./display-handle.ts";
export { input } from "./input.ts";
export { LiveCurve, type LiveCurveOptions, liveCurves } from "./live-curve.ts";
export { type SummarizedModel, summaryTable } from "./summary-table.ts";
export { installedVersions, isAtLeast } from "./versions.ts";
