import { readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { TemplateError } from "../errors/index.js";
import type { IncludeLoader } from "./parse/include.js";

/**
 * Reads included files from one folder and nowhere else: symbolic links are followed before the
 * check.
 *
 * @throws TemplateError `TEMPLATE_INCLUDE_OUTSIDE`, `TEMPLATE_INCLUDE_MISSING` (from the loader).
 */
export function rootedIncludes(folder: string): IncludeLoader {
  const root = realpathSync(folder);
  return (path) => {
    let target: string;
    try {
      target = realpathSync(isAbsolute(path) ? path : join(root, path));
    } catch (cause) {
      throw new TemplateError("TEMPLATE_INCLUDE_MISSING", "An included file does not exist.", {
        cause,
      });
    }
    const inside = relative(root, target);
    if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) {
      throw new TemplateError(
        "TEMPLATE_INCLUDE_OUTSIDE",
        "An include leads out of the folder that templates may include from.",
        {
          remedy: "Move the file into that folder.",
        },
      );
    }
    return readFileSync(target, "utf8");
  };
}
