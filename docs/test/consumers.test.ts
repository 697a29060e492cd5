import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
// Inside the examples' package, so that it resolves what a user's application resolves.
const scratch = join(root, "examples", "quickstart", "node_modules", ".consumers");
const packages = ["core", "consent", "templates", "adapters"];

/** Every entry of every package, by the name under which an application imports it. */
const entries = packages.flatMap((name) => {
  const { exports } = JSON.parse(
    readFileSync(join(root, "packages", name, "package.json"), "utf8"),
  ) as { readonly exports: Readonly<Record<string, unknown>> };
  return Object.keys(exports)
    .filter((path) => path !== "./package.json")
    .map((path) => `@wellsent/${name}${path.slice(1)}`);
});

/** What the compiler says about an application that imports all there is, as it was built. */
const compiled = (name: string, options: Readonly<Record<string, unknown>>): string => {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  const lines = entries.map((entry, index) => `export * as e${index} from "${entry}";`);
  writeFileSync(join(folder, "app.mts"), `${lines.join("\n")}\n`);
  const compilerOptions = {
    ...{ target: "es2023", module: "nodenext", strict: true, noEmit: true, types: ["node"] },
    typeRoots: [join(root, "node_modules", "@types")],
    ...{ skipLibCheck: false, ...options },
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.mts"] }),
  );
  try {
    execFileSync(join(root, "node_modules", ".bin", "tsc"), ["-p", folder], { encoding: "utf8" });
    return "";
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return String(error.stdout);
    throw error;
  }
};

describe("the declarations of the packages, checked as a part of an application", () => {
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it("are all imported", () => {
    for (const name of packages)
      expect(entries.filter((entry) => entry.startsWith(`@wellsent/${name}`))).not.toEqual([]);
  });

  it.each([
    ["strict", {}],
    ["exact", { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }],
    ["bundled", { module: "esnext", moduleResolution: "bundler" }],
  ])("compile: %s", (name, options) => {
    expect(compiled(name, options)).toBe("");
  });
});
