// Runs on whatever Node starts it (20.19 and up), before anything is installed: only built-ins
// here. Installs when the lock file changed, builds (with --build) when a source did, and is
// otherwise silent and quick.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = ["core", "consent", "templates", "adapters"];

function run(command, args, cwd = root) {
  const result = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}\n`);
  process.stderr.write(`Set-up failed at: ${command} ${args.join(" ")}\n`);
  if (command === "npx")
    process.stderr.write("Is the npm registry reachable? Run npm run setup again once it is.\n");
  process.exit(result.status ?? 1);
}

function createDigest(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** Does the work only when the stamp left by the last time says something else. */
function once(name, digest, work, force = process.argv.includes("--force")) {
  const stamp = join(root, "node_modules", ".wellsent", name);
  if (!force && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

once("install", createDigest(["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]), () => {
  process.stderr.write("Installing dependencies …\n");
  run("npx", ["--yes", "pnpm@12", "install", "--frozen-lockfile", "--reporter=silent"]);
});

if (process.argv.includes("--build")) {
  const bin = join(root, "node_modules", ".bin");
  process.env.PATH = `${bin}${process.platform === "win32" ? ";" : ":"}${process.env.PATH}`;
  for (const name of packages) {
    // Templates bundles what it takes of core.
    const sources = [name, ...(name === "templates" ? ["core"] : [])].flatMap((of) =>
      filesBelow(`packages/${of}/src`),
    );
    const missing = !existsSync(join(root, "packages", name, "dist"));
    const digest = createDigest([
      ...sources,
      ...["package.json", "tsup.config.ts"].map((file) => `packages/${name}/${file}`),
      ...["base", "chunks", "droppable", "pieces", "straight"].map((part) => `tsup.${part}.ts`),
    ]);
    const build = () => {
      process.stderr.write(`Building @wellsent/${name} …\n`);
      run(join(bin, "tsup"), [], join(root, "packages", name));
      run(join(bin, "tsc"), ["-p", "tsconfig.build.json"], join(root, "packages", name));
    };
    once(`build-${name}`, digest, build, missing || process.argv.includes("--force"));
  }
}
