import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { TemplateError } from "../../errors/index.js";
import type { Warn } from "../fault.js";
import { fault } from "../fault.js";
import type { MjmlDocument } from "../layout/to-mjml.js";
import { hasTokens } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import { type MjmlComponents, type OrElse, ownComponents } from "./own-components.js";
import { wordsOrElse } from "./words-or-else.js";

interface MjmlResult {
  readonly html: string;
  readonly errors?: readonly {
    readonly line: number;
    readonly message: string;
    readonly tagName: string;
  }[];
}

export interface Mjml {
  readonly version: string;
  readonly run: (
    input: unknown,
    options: Readonly<Record<string, unknown>>,
    orElse?: OrElse,
  ) => Promise<MjmlResult>;
}

/**
 * MJML, imported when first needed.
 *
 * Importing it runs code: it reads `.mjmlconfig` in the working directory and requires the packages
 * named there. So such a directory is refused before the import.
 *
 * @throws TemplateError `TEMPLATE_MJML_CONFIG`, `TEMPLATE_MJML_MISSING`.
 */
export async function loadMjml(): Promise<Mjml> {
  for (const name of [".mjmlconfig", ".mjmlconfig.js"]) {
    if (!existsSync(join(process.cwd(), name))) continue;
    throw new TemplateError(
      "TEMPLATE_MJML_CONFIG",
      `There is a ${name} in the working directory, and MJML would run the packages it names.`,
      {
        remedy: "Compile templates from another directory.",
      },
    );
  }
  try {
    loaded ??= await importMjml();
    return loaded;
  } catch (cause) {
    throw new TemplateError("TEMPLATE_MJML_MISSING", "mjml could not be loaded.", {
      cause,
      remedy: "Install mjml 5 beside @wellsent/templates.",
    });
  }
}

let loaded: Mjml | undefined;

async function importMjml(): Promise<Mjml> {
  const { default: mjml2html } = await import("mjml");
  const require = createRequire(import.meta.url);
  const { version } = require("mjml/package.json") as { version: string };
  const { components } = createRequire(require.resolve("mjml"))("mjml-core") as {
    components: MjmlComponents;
  };
  return {
    version,
    // MJML writes a template's own fonts into the object it is given: each run has one of its own.
    run: async (input, options, orElse = (text, other) => (text.trim() === "" ? other : text)) => {
      const presets = [{ components: ownComponents(components, orElse), dependencies: {} }];
      return mjml2html(input as string, { ...options, fonts: {}, presets } as object);
    },
  };
}

/**
 * What MJML complains of in its "soft" mode, with our places. Complaints about our tokens are
 * dropped.
 */
export async function runMjml(
  mjml: Mjml,
  document: MjmlDocument,
  table: TokenTable,
  warn: Warn,
): Promise<string> {
  let result: MjmlResult;
  try {
    result = await mjml.run(
      document.json,
      { validationLevel: "soft", keepComments: true, ignoreIncludes: true },
      (text, other) => wordsOrElse(text, other, table, { source: "mjml", line: 1, column: 1 }),
    );
  } catch (cause) {
    const message =
      cause instanceof Error ? cause.message.replace(table.pattern, "…").slice(0, 300) : "";
    throw new TemplateError("TEMPLATE_MJML_FAILED", `MJML refused the template: ${message}`, {
      cause,
      source: "mjml",
    });
  }
  for (const { line, message } of result.errors ?? []) {
    const at = document.places[line];
    if (at === undefined || /mj-title/.test(message)) continue;
    if (/doesn't exist or is not registered/.test(message)) {
      throw fault(
        "TEMPLATE_MJML_ELEMENT",
        `MJML knows no <${at.node.tag}>, and drops it.`,
        at.place,
        "Correct the spelling, or remove the element.",
      );
    }
    if (/cannot be used inside/.test(message)) {
      warn("TEMPLATE_MJML_NESTING", message.slice(0, 300), at.place);
      continue;
    }
    const attribute = /^Attribute (\S+) has invalid value/.exec(message)?.[1];
    if (attribute !== undefined && hasTokens(at.node.attributes[attribute] ?? "", table)) continue;
    warn("TEMPLATE_MJML_ATTRIBUTE", message.replace(table.pattern, "…").slice(0, 300), at.place);
  }
  return result.html;
}
