// A plan in a process of its own, so that nothing else is in its memory. Usage: plan-run.ts FILE
import { planFile } from "./plan-file.ts";

const [, , file = ""] = process.argv;
globalThis.gc?.();
let most = process.memoryUsage().rss;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss);
}, 5);
const { read } = await planFile(file);
clearInterval(watch);
process.send?.({ read, megabytes: Math.max(most, process.memoryUsage().rss) / 2 ** 20 });
