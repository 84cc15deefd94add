export { clearOutput, display, type MimeBundle } from "./display";
export { installedVersions, isAtLeast } from "./versions";
