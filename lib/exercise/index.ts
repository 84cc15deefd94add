export { check } from "./check.ts";
export type { CheckResult } from "./check-result.ts";
