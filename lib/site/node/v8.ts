/** `node:v8`. */
export const startupSnapshot = { isBuildingSnapshot: () => false };
export default { startupSnapshot };
