import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { isProgram } from "./programs.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
// Inside the examples' package, so that snippets resolve what a user's application resolves.
const scratch = join(root, "examples", "quickstart", "node_modules", ".snippets");

const pages = globSync(["*.md", "docs/**/*.md", "packages/*/README.md", "examples/*/README.md"], {
  cwd: root,
}).filter((page) => !/node_modules|^docs.build/.test(page));

const program = readFileSync(join(root, "examples", "first-send", "src", "main.ts"), "utf8").trim();

/**
 * Snippets as a reader sees them, after what they take as given: a comment `<!-- given … -->` right
 * before a snippet holds declarations that would only distract. Of a page that is a program only
 * those: `programs.test.ts` has the rest.
 */
function readSnippets(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8");
  return (
    [...text.matchAll(/(?:<!-- given\n([\s\S]*?)-->\n)?^```ts\n([\s\S]*?)^```$/gm)]
      .filter(([, given]) => given !== undefined || !isProgram(text))
      .map(([, given = "", snippet = ""]) => `${given}${snippet}`)
      // Compiled where it stands, and run in CI.
      .filter((snippet) => snippet.trim() !== program)
  );
}

describe("documentation", () => {
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it("holds only snippets that compile", () => {
    mkdirSync(scratch, { recursive: true });
    let count = 0;
    for (const page of pages) {
      for (const snippet of readSnippets(page)) {
        count += 1;
        writeFileSync(
          join(scratch, `${page.replace(/\W+/g, "-")}-${count}.ts`),
          `${snippet}\nexport {};\n`,
        );
      }
    }
    expect(count).toBeGreaterThan(0);
    writeFileSync(
      join(scratch, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "tsconfig.json"),
        compilerOptions: { noUnusedLocals: false },
        include: ["*.ts"],
      }),
    );
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

  it("shows in the README the very program that is run in CI", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    expect(readme).toContain(program);
  });
});
