// Runs on whatever Node starts it (20.19 and up): builds what a source changed, and goes on with the
// Node of the workspace.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const own = join(root, "node_modules", ".bin", "node");
const run = (command, ...args) => {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};
run(process.execPath, join(root, "scripts", "setup.mjs"), "--build");
run(own, join(import.meta.dirname, "src", "main.ts"), ...process.argv.slice(2));
