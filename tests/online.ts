/**
 * Certificates beside Node's own, for the programs of tests that ask other machines. Each process of Node that is given some
 * takes 40 ms of CPU time to read them as it starts, and the tests start more than a thousand.
 */
const ASIDE = "TESTS_EXTRA_CA_CERTS";

/** Keeps them from the processes that tests start. */
export function setCertificatesAside(): void {
  const { NODE_EXTRA_CA_CERTS: certificates } = process.env;
  if (certificates === undefined) return;
  process.env[ASIDE] = certificates;
  delete process.env.NODE_EXTRA_CA_CERTS;
}

/** The environment of a program that asks other machines. */
export function online(): NodeJS.ProcessEnv {
  const { [ASIDE]: certificates, ...env } = process.env;
  return certificates === undefined ? env : { ...env, NODE_EXTRA_CA_CERTS: certificates };
}
