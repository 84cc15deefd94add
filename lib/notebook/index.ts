export { clearOutput, display, type MimeBundle } from "./display";
