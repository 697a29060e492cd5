// Guides that are one program from top to bottom: what their reader types runs, and prints what they say.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
// Inside the examples' package, so that programs resolve what a user's application resolves.
const programs = join(root, "examples", "quickstart", "node_modules", ".guides");
const run = promisify(execFile);

const guides = [
  "connecting-a-crm",
  "going-live",
  "operations",
  "scaling-out",
  "several-tenants",
  "text-messages",
  "upgrading",
  "writing-a-transport",
];

/** What differs from run to run: ids, tokens, and what was left out. */
const changing = /[0-9a-z]{26}|\/v2\.|…/;

function blocksOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, named]) => named === language)
    .map(([, , text = ""]) => text);
}

describe("guides", () => {
  let folder = "";
  beforeAll(() => {
    mkdirSync(programs, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "wellsent-guides-"));
  });
  afterAll(() => {
    rmSync(programs, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(guides)("%s runs and prints what it says", async (name) => {
    const page = readFileSync(join(root, "docs", "guides", `${name}.md`), "utf8");
    const program = join(programs, `${name}.mjs`);
    writeFileSync(program, stripTypeScriptTypes(blocksOf(page, "ts").join("\n")));
    const cwd = join(folder, name);
    mkdirSync(cwd);
    const env = { ...process.env, WELLSENT_SECRET: "a-secret-of-the-guides-0123456789-abcdef" };
    const { stdout } = await run(process.execPath, ["--no-warnings", program], { cwd, env });
    const printed = stdout.split("\n");
    const said = blocksOf(page, "")
      .flatMap((block) => block.trimEnd().split("\n"))
      .filter((line) => !changing.test(line));
    expect(said.length).toBeGreaterThan(0);
    for (const line of said) expect(printed).toContain(line);
  });
});
