// Guides that are one program from top to bottom: compiled as a whole, run, and compared with what
// they say it prints.
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isProgram, printing, readProgram } from "./programs.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
// Inside the examples' package, so that programs resolve what a user's application resolves.
const scratch = join(root, "examples", "quickstart", "node_modules", ".programs");

const programs = globSync("docs/**/*.md", { cwd: root })
  .filter((page) => !/node_modules|^docs.build/.test(page))
  .map((page) => ({ page, text: readFileSync(join(root, page), "utf8") }))
  .filter(({ text }) => isProgram(text))
  .map(({ page, text }) => ({ page, file: page.replace(/\W+/g, "-"), ...readProgram(text) }));

const environment =
  "declare namespace NodeJS { interface ProcessEnv { WELLSENT_SECRET?: string; SMTP_URL?: string } }";

describe("guides that are programs", () => {
  beforeAll(() => {
    mkdirSync(scratch, { recursive: true });
    writeFileSync(join(scratch, "environment.d.ts"), environment);
    for (const { file, source } of programs) {
      writeFileSync(join(scratch, `${file}.ts`), `${source}\nexport {};\n`);
      writeFileSync(join(scratch, `${file}.mjs`), stripTypeScriptTypes(source));
    }
    writeFileSync(
      join(scratch, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "tsconfig.json"),
        compilerOptions: { noUnusedLocals: false },
        include: ["*.ts"],
      }),
    );
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it("compile", () => {
    expect(programs.length).toBeGreaterThan(0);
    try {
      execFileSync(join(root, "node_modules", ".bin", "tsc"), ["-p", scratch], {
        encoding: "utf8",
      });
    } catch (error) {
      expect.fail(
        error instanceof Error && "stdout" in error ? String(error.stdout) : String(error),
      );
    }
  });

  it.each(programs)("$page prints what it says", ({ file, prints }) => {
    // Of its own: some write files beside themselves.
    const cwd = join(scratch, file);
    mkdirSync(cwd);
    const printed = execFileSync(
      join(root, "node_modules", ".bin", "node"),
      ["--no-warnings", join(scratch, `${file}.mjs`)],
      {
        cwd,
        encoding: "utf8",
        env: { ...process.env, WELLSENT_SECRET: `${"b4d1f6a0".repeat(7)}93c7e825` },
      },
    );
    if (prints.includes("…")) expect(`${printed.trim()}\n`).toMatch(printing(prints));
    else expect(printed.trim()).toBe(prints.trim());
  });
});
