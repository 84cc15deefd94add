export { type Comm, type CommContent, type CommOptions, type CommTarget, comms } from "./comms";
export { check } from "./check";
export { CheckResult } from "./check-result";
export { clearOutput, display, type MimeBundle } from "./display";
export { DisplayHandle } from "./display-handle";
export { input } from "./input";
export { type SummarizedModel, summaryTable } from "./summary-table";
export { LiveCurve, type LiveCurveOptions } from "./live-curve";
export { installedVersions, isAtLeast } from "./versions";
