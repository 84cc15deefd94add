export { clearOutput, display, type MimeBundle } from "./display";
export { type SummarizedModel, summaryTable } from "./summary-table";
export { installedVersions, isAtLeast } from "./versions";
