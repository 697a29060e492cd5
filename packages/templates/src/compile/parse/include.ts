import { posix } from "node:path";
import { TemplateError } from "../../errors/index.js";
import { mapComments } from "../comments.js";
import { fault } from "../fault.js";
import { limits } from "../limits.js";

/**
 * Gives the text of an included file, or throws. Paths are as written, those in includes relative
 * to their file.
 */
export type IncludeLoader = (path: string) => string;

const tag = /<mj-include\b([^<>]*?)(?:\/>|>\s*<\/mj-include>)/g;
const attribute = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Turns every `<mj-include>` into a partial of its own, so that lines stay right, cycles are found
 * and holes in included files work. MJML itself never opens a file.
 *
 * @throws TemplateError `TEMPLATE_INCLUDE_REFUSED` without a loader; what the loader throws.
 */
export function resolveIncludes(
  text: string,
  source: string,
  load: IncludeLoader | undefined,
  partials: Record<string, string>,
  from = "",
): string {
  return mapComments(text, (comment) => comment.replaceAll("<mj-include", "<mj-include-commented"))
    .replace(tag, (whole, inside: string, offset: number) => {
      const attributes = Object.fromEntries(
        [...inside.matchAll(attribute)].map((match) => [
          match[1] ?? "",
          match[2] ?? match[3] ?? "",
        ]),
      );
      const written = attributes["path"] ?? "";
      const before = text.slice(0, offset).split("\n");
      const place = { source, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
      if (load === undefined) {
        throw fault(
          "TEMPLATE_INCLUDE_REFUSED",
          "mj-include needs a loader, and none was given.",
          place,
          "Pass includes: rootedIncludes(folder).",
        );
      }
      if (written === "" || /["'{}\\\0]/.test(written)) {
        throw fault("TEMPLATE_INCLUDE_REFUSED", "mj-include has no usable path.", place);
      }
      const path = posix.join(posix.dirname(from), written);
      const name =
        `mj-include ${path} ${attributes["type"] ?? ""} ${attributes["css-inline"] ?? ""}`.trim();
      if (!Object.hasOwn(partials, name)) {
        partials[name] = "";
        partials[name] = wrapped(
          resolveIncludes(loaded(load, path, place), path, load, partials, path),
          attributes,
        );
      }
      return `{{> "${name}"}}${"\n".repeat(whole.split("\n").length - 1)}`;
    })
    .replaceAll("<mj-include-commented", "<mj-include");
}

/**
 * The same in partials, whose paths begin at the root of the loader. Without one they stay, and are
 * refused where they are called.
 */
export function partialsWithIncludes(
  given: Readonly<Record<string, string>>,
  load: IncludeLoader | undefined,
): Record<string, string> {
  const partials = { ...given };
  if (load === undefined) return partials;
  for (const [name, text] of Object.entries(given)) {
    if (text.includes("<mj-include") && text.length <= limits.sourceLength) {
      partials[name] = resolveIncludes(text, name, load, partials);
    }
  }
  return partials;
}

function loaded(
  load: IncludeLoader,
  path: string,
  place: { source: string; line: number; column: number },
): string {
  try {
    return load(path);
  } catch (cause) {
    if (cause instanceof TemplateError) {
      throw fault(
        isTemplateCode(cause.code) ? cause.code : "TEMPLATE_INCLUDE_REFUSED",
        cause.message,
        place,
        cause.remedy,
      );
    }
    throw new TemplateError("TEMPLATE_INCLUDE_MISSING", "An included file could not be read.", {
      ...place,
      cause,
    });
  }
}

/** CSS goes to the end of the head, HTML stays raw, MJML stands where it is included. */
function wrapped(text: string, attributes: Readonly<Record<string, string>>): string {
  if (attributes["type"] === "css") {
    const inline = attributes["css-inline"] === "inline" ? ' inline="inline"' : "";
    return `<mj-style${inline} data-included="css">${text}</mj-style>`;
  }
  return attributes["type"] === "html" ? `<mj-raw>${text}</mj-raw>` : text;
}

function isTemplateCode(code: string): code is `TEMPLATE_${string}` {
  return code.startsWith("TEMPLATE_");
}
