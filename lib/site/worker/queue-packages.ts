/** The page's form of `queue/packages.ts`: a page cannot connect to Redis. */
import { UserError } from "../../setup/user-error.mjs";

const refuse = async (): Promise<never> => {
  throw new UserError(
    "A queue needs Node, which a page does not have. Leave `queue` out, or run the notebook on your computer: npm run lab.",
  );
};

export const loadIoredis = () => refuse();
export const loadBullmq = () => refuse();
