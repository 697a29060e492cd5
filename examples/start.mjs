// What `node examples/NAME` runs, on whatever Node starts it (20.19 and up): builds what a source
// changed, and goes on with the Node of the workspace.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const own = join(root, "node_modules", ".bin", "node");
const [, example, ...options] = process.argv;
const run = (command, ...args) => {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};
// Examples that take their secret from the environment keep nothing: a new one will do.
process.env.WELLSENT_SECRET ??= randomBytes(32).toString("hex");
run(process.execPath, join(root, "scripts", "setup.mjs"), "--build");
run(own, join(example, "src", "main.ts"), ...options);
