// Templates times recipients, each rendered by the compiled program and by Handlebars and MJML;
// every one must be equal.
import type { verifyTemplate } from "../../src/compile/index.js";
import { generateData, generateTemplate } from "./generate.ts";
import { seeded } from "./random.ts";

export interface FuzzOptions {
  /** Injected, so that the script can give the built one and the tests the source. */
  readonly verify: typeof verifyTemplate;
  readonly seed: number;
  readonly pairs: number;
  readonly contextsPerTemplate: number;
  readonly onProgress?: (report: FuzzReport) => void;
}

export interface FuzzReport {
  pairs: number;
  templates: number;
  /** Templates refused, by code. */
  readonly refused: Record<string, number>;
  readonly differences: FuzzDifference[];
}

export interface FuzzDifference {
  readonly template: number;
  /** What was compiled. */
  readonly source: unknown;
  readonly what: unknown;
  readonly data?: unknown;
}

const links = {
  unsubscribe: "https://x.test/u",
  preferences: "https://x.test/p",
  view: "https://x.test/v",
  confirm: "https://x.test/c",
  clickBase: "",
  openPixel: "",
};

function json(value: unknown): never {
  return JSON.parse(JSON.stringify(value)) as never;
}

export async function runFuzz({
  verify,
  seed,
  pairs,
  contextsPerTemplate,
  onProgress,
}: FuzzOptions): Promise<FuzzReport> {
  const report: FuzzReport = { pairs: 0, templates: 0, refused: {}, differences: [] };
  // A compiler that fails on everything, or refuses it, must not keep this from ending.
  for (
    let number = 0;
    report.pairs < pairs && report.differences.length < 100 && number < 3 * pairs;
    number++
  ) {
    // Each template has its own stream: it can be looked at without those before it.
    const random = seeded(seed + number * 7919);
    const source = generateTemplate(random);
    const samples = Array.from({ length: contextsPerTemplate }, () => {
      const { attributes, memberships } = generateData(random);
      return {
        attributes: json(attributes),
        data: {},
        memberships,
        links,
        tracking: { opens: false, clicks: false },
        at: 0,
      };
    });
    report.templates++;
    try {
      const { compared, differences, skipped } = await verify(
        { id: "fuzz", messageClass: "service", subject: "s", ...source },
        samples,
      );
      report.pairs += compared;
      for (const difference of differences)
        report.differences.push({
          template: number,
          source,
          what: difference,
          data: samples[difference.sample]?.attributes,
        });
      if (skipped.length > 0) report.differences.push({ template: number, source, what: skipped });
    } catch (error) {
      const code =
        error instanceof Error && "code" in error && typeof error.code === "string"
          ? error.code
          : undefined;
      if (code?.startsWith("TEMPLATE_") === true)
        report.refused[code] = (report.refused[code] ?? 0) + 1;
      else
        report.differences.push({
          template: number,
          source,
          what: String(error instanceof Error ? error.stack : error),
        });
    }
    onProgress?.(report);
  }
  return report;
}
