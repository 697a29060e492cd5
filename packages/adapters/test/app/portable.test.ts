import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Platform } from "esbuild";
import { describe, expect, it } from "vitest";

/** What CommonJS within a bundle of modules asks for. */
const requireInModule =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

function bundle(code: string, external: readonly string[], platform: Platform = "neutral") {
  return build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform,
    mainFields: ["module", "main"],
    conditions: ["@wellsent/source"],
    external: [...external],
    metafile: true,
    ...(platform === "node" ? { banner: { js: requireInModule } } : {}),
    logLevel: "silent",
  });
}

const app = new URL("../../src/app/index.ts", import.meta.url).pathname;
const define = new URL("../../../templates/src/define/index.ts", import.meta.url).pathname;

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
      ["@wellsent/*", "ky"],
    );
    const bytes = outputFiles[0]?.contents.length ?? 0;
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(100_000);
  });

  it.each([
    {
      peer: "@wellsent/consent",
      external: ["@wellsent/consent", "@wellsent/templates"],
      given: "{ rules: [], schema: {} }",
      remedy: "npm install @wellsent/consent",
    },
    {
      peer: "@wellsent/templates",
      external: ["@wellsent/templates"],
      given: '{ secret: "0123456789abcdef".repeat(4), rules: [], schema: {} }',
      remedy: "npm install @wellsent/templates",
    },
    {
      peer: "mjml",
      external: ["mjml"],
      given: `{ secret: "0123456789abcdef".repeat(4), rules: [], schema: {}, templates: [
        defineTemplate({ id: "t", messageClass: "service", subject: "Hi", mjml: "<mjml></mjml>" }),
      ] }`,
      remedy: "npm install mjml, or give compiled programs.",
    },
  ])(
    "names a peer that is not installed, and how to get it: $peer",
    { timeout: 60_000 },
    async ({ peer, external, given, remedy }) => {
      const { outputFiles } = await bundle(
        `export { wellsent } from ${JSON.stringify(app)};
        export { defineTemplate } from ${JSON.stringify(define)};`,
        external,
        "node",
      );
      const folder = mkdtempSync(join(tmpdir(), "wellsent-alone-"));
      try {
        writeFileSync(join(folder, "app.mjs"), outputFiles[0]?.contents ?? "");
        writeFileSync(
          join(folder, "run.mjs"),
          `import { defineTemplate, wellsent } from "./app.mjs";
const error = await wellsent(${given}).catch((thrown) => thrown);
console.log(error.code, error.path, error.remedy);`,
        );
        const said = execFileSync(process.execPath, [join(folder, "run.mjs")], {
          encoding: "utf8",
          // A package manager's launcher may have put every package within reach.
          env: { ...process.env, NODE_PATH: "" },
        });
        expect(said).toBe(`ADAPTER_PEER_MISSING ${peer} ${remedy}\n`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
