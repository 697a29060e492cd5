import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

function bundle(code: string, external: readonly string[]) {
  return build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["@wellsent/source"],
    external: [...external],
    metafile: true,
    logLevel: "silent",
  });
}

const app = new URL("../../src/app/index.ts", import.meta.url).pathname;

describe("the app's entry", () => {
  it("bundles for browsers and workers: nothing of Node's, and compilers only when asked", async () => {
    const { metafile, outputFiles } = await bundle(
      `export { wellsent, defineForm } from ${JSON.stringify(app)};`,
      ["@wellsent/templates/compile"],
    );
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    expect(imports.map(({ path }) => path)).toEqual(["@wellsent/templates/compile"]);
    expect(outputFiles[0]?.text).not.toMatch(/["']node:|process\.env|\bBuffer\./);
  });

  it("is small beside what it puts together", async () => {
    const { outputFiles } = await bundle(
      `export { wellsent, defineForm } from ${JSON.stringify(app)};`,
      ["@wellsent/*"],
    );
    const bytes = outputFiles[0]?.contents.length ?? 0;
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(60_000);
  });

  it("names a peer that is not installed, and how to get it", async () => {
    const { outputFiles } = await bundle(`export { wellsent } from ${JSON.stringify(app)};`, [
      "@wellsent/consent",
      "@wellsent/templates",
      "@wellsent/templates/*",
    ]);
    const folder = mkdtempSync(join(tmpdir(), "wellsent-alone-"));
    try {
      writeFileSync(join(folder, "app.mjs"), outputFiles[0]?.contents ?? "");
      writeFileSync(
        join(folder, "run.mjs"),
        `import { wellsent } from "./app.mjs";
const error = await wellsent({ rules: [], schema: {} }).catch((thrown) => thrown);
console.log(error.code, error.path, error.remedy);`,
      );
      const said = execFileSync(process.execPath, [join(folder, "run.mjs")], { encoding: "utf8" });
      expect(said).toBe("ADAPTER_PEER_MISSING @wellsent/consent npm install @wellsent/consent\n");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
