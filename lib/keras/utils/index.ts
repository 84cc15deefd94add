export { clearSession, setRandomSeed } from "../state.ts";
export { Progbar } from "./progbar.ts";
