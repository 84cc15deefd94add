export { clearOutput, display, type MimeBundle } from "./display";
export { type InstalledVersions, installedVersions, isAtLeast } from "./versions";
