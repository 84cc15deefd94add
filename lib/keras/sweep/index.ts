export { type Choice, type Grid, type SweepOptions, type SweepResult, sweep } from "./sweep";
