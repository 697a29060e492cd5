import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { attackFaults, contexts } from "./check.js";
import { attacks } from "./values.js";

describe("hostile values", () => {
  it("leave no place they are put into, by the word of an HTML and a MIME parser", async () => {
    expect(new Set(attacks).size).toBeGreaterThanOrEqual(200);
    const { tried, faults } = await attackFaults();
    expect(faults).toEqual([]);
    expect(tried).toBe(attacks.length * (contexts.length + 1));
  });

  it("are rendered where making code from strings is forbidden, with the same outcome", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wellsent-attack-"));
    try {
      const { outputFiles } = await build({
        stdin: {
          contents: `import { attackFaults } from "./check.ts"; console.log(JSON.stringify(await attackFaults()));
            try { new Function("return 1")(); console.log("code was made"); } catch { console.log("forbidden"); }`,
          resolveDir: fileURLToPath(new URL(".", import.meta.url)),
        },
        bundle: true,
        write: false,
        platform: "node",
        format: "esm",
        conditions: ["@wellsent/source"],
      });
      const file = join(folder, "attack.mjs");
      writeFileSync(file, outputFiles[0]?.contents ?? "");
      const run = spawnSync(process.execPath, ["--disallow-code-generation-from-strings", file], {
        encoding: "utf8",
      });
      const [report = "", guard] = run.stdout.trim().split("\n");
      expect(guard, run.stderr).toBe("forbidden");
      expect(JSON.parse(report)).toEqual({
        tried: attacks.length * (contexts.length + 1),
        faults: [],
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
