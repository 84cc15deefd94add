export { check } from "./check";
export { CheckResult } from "./check-result";
export { type Comm, type CommContent, type CommOptions, type CommTarget, comms } from "./comms";
export { clearOutput, display, type MimeBundle } from "./display";
export { DisplayHandle } from "./display-handle";
export { input } from "./input";
export { LiveCurve, type LiveCurveOptions, liveCurves } from "./live-curve";
export { type SummarizedModel, summaryTable } from "./summary-table";
export { installedVersions, isAtLeast } from "./versions";
