import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(folder));

describe("the program in the README", () => {
  beforeAll(() => {
    execFileSync(process.execPath, [join(root, "scripts", "setup.mjs"), "--build"]);
  });

  it("is refused without permission, with the article that speaks, and sends with it", () => {
    const out = execFileSync(process.execPath, [join(folder, "src", "main.ts")], {
      encoding: "utf8",
    });
    expect(out).toMatch(/^false \[\s+'NO_CONSENT: Directive 2002\/58\/EC Art\. 13\(1\)'/);
    expect(out).toMatch(/\ntrue consent 1\n$/);
  });
});
