import { isObject } from "../../json.js";
import type { WorkflowForecast } from "./forecast.js";

/** One figure of two forecasts, side by side. */
export interface ComparedFigure {
  /** Where it stands in a forecast: `counts.sent.welcome`, `dropped`, `sendsPerDay.3.welcome`. */
  readonly figure: string;
  readonly before: number;
  readonly after: number;
  readonly change: number;
  /** `change` over `before`; `null` where that was 0. */
  readonly share: number | null;
}

/**
 * Every figure in which two forecasts differ, in the order of the forecast: two versions of a
 * workflow, or two behaviors. Where the same seed drew both, people behave alike in both, so that
 * what differs comes of the difference.
 * @example
 * const [now, then] = [await acme.simulate(first, plan), await acme.simulate(second, plan)];
 * for (const { figure, before, after } of compareSimulations(now, then))
 *   console.log(`${figure}: ${before} → ${after}`);
 */
export function compareSimulations(
  before: WorkflowForecast,
  after: WorkflowForecast,
): readonly ComparedFigure[] {
  const [first, second] = [collectFigures(before), collectFigures(after)];
  return [...new Set([...first.keys(), ...second.keys()])].flatMap((figure) => {
    const [one, other] = [first.get(figure) ?? 0, second.get(figure) ?? 0];
    if (one === other) return [];
    const change = other - one;
    return [{ figure, before: one, after: other, change, share: one === 0 ? null : change / one }];
  });
}

/** Instants are no amounts: their difference says nothing. */
const left: readonly string[] = ["version", "first", "last"];

function collectFigures(forecast: WorkflowForecast): ReadonlyMap<string, number> {
  const figures = new Map<string, number>();
  const collect = (value: unknown, path: string): void => {
    if (typeof value === "number") figures.set(path, value);
    else if (Array.isArray(value))
      for (const [index, one] of value.entries()) collect(one, `${path}.${index}`);
    else if (isObject(value))
      for (const [name, one] of Object.entries(value))
        if (!left.includes(name)) collect(one, path === "" ? name : `${path}.${name}`);
  };
  collect(forecast, "");
  return figures;
}
