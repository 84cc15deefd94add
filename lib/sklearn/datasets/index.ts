export { type BreastCancer, loadBreastCancer } from "./load-breast-cancer.ts";
