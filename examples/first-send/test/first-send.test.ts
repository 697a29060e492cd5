import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(folder));

/** The program itself: `examples/start.mjs` would make a secret for it. */
function run(secret: string | undefined) {
  const { WELLSENT_SECRET: _, ...others } = process.env;
  return spawnSync(process.execPath, [join(folder, "src", "main.ts")], {
    encoding: "utf8",
    env: secret === undefined ? others : { ...others, WELLSENT_SECRET: secret },
  });
}

describe("the program in the README", () => {
  beforeAll(() => {
    spawnSync(process.execPath, [join(root, "scripts", "setup.mjs"), "--build"]);
  });

  it("is refused without permission, with the article that speaks, and sends with it", () => {
    const { stdout } = run("0123456789abcdef0123456789abcdef");
    expect(stdout).toMatch(/^\[\s+'NO_CONSENT: Directive 2002\/58\/EC Art\. 13\(1\)'/);
    expect(stdout).toMatch(/\ntrue\n1\n$/);
    expect(readFileSync(join(root, "README.md"), "utf8")).toContain(
      `node main.ts\n${stdout}\`\`\``,
    );
  });

  it.each(["definitions.ts", "main.ts"])("is shown there word for word: %s", (name) => {
    const shown = readFileSync(join(root, "README.md"), "utf8");
    const file = readFileSync(join(folder, "src", name), "utf8").trim();
    expect(shown).toContain(`\`\`\`ts\n${file}\n\`\`\``);
  });

  it("says how to make the secret that it lacks", () => {
    const { stdout, stderr, status } = run(undefined);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("INPUT_SECRET_MISSING");
    expect(stderr).toContain("randomBytes(32)");
  });
});
