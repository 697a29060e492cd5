import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./sources.ts";

const mark = "// -- next --";

/**
 * Lays out declarations as the house's formatter does, all in one run of it.
 * @throws Error where it does not give back as many as it was given
 */
export function formatSignatures(signatures: readonly string[]): readonly string[] {
  const text = signatures.map((each) => `${mark}\n${each}\n`).join("\n");
  const formatted = execFileSync(
    join(root, "node_modules", ".bin", "biome"),
    [
      ...["format", "--stdin-file-path=docs/site/signatures.ts", `--config-path=${root}`],
      // What a page shows without scrolling.
      "--line-width=72",
    ],
    { input: text, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, cwd: root },
  );
  const found = formatted.split(`${mark}\n`).slice(1);
  if (found.length !== signatures.length) throw new Error("The formatter lost a declaration.");
  return found.map((each) => each.trim().replace(/^(?:export )?(?:declare )?/gm, ""));
}

/** The same for members of an interface or class. */
export function formatMembers(members: readonly string[]): readonly string[] {
  return formatSignatures(members.map((each) => `interface Member {\n${each}\n}`)).map((each) =>
    each
      .split("\n")
      .slice(1, -1)
      .map((line) => line.replace(/^ {2}/, ""))
      .join("\n"),
  );
}
