/** Imports a module of `lib`, and prints the milliseconds of wall and CPU time. */
const [file] = process.argv.slice(2);
const begun = performance.now();
const before = process.cpuUsage();
await import(file);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ ms: performance.now() - begun, cpu: (user + system) / 1000 }));
