import type { AnswerCondition, RunEndName } from "./call-step.js";
import type { Where } from "./step-parts.js";
import { type AnswerData, type Members, whenAnswered } from "./webhook-answer.js";

/** What a run of another workflow ended with. */
interface EndData<M extends Members> {
  readonly outcome: string;
  /** The names of the goals that it reached. */
  readonly goals: readonly string[];
  /** What it has added to the data that it was handed. */
  readonly data: AnswerData<M>;
}

/** What comes back from a workflow that a step runs, and conditions on it. */
export interface RunEnd<in out Name extends string, in out M extends Members> extends RunEndName {
  readonly as: Name;
  /**
   * For a branch behind the step. The end stands in the run's data under its name.
   * @example
   * const ended = runEnd("course");
   * w.run(welcome, { within: "30d", as: ended })
   *   .branch(ended.when((d) => d.data("course.outcome").is("done")), {
   *     no: (w) => w.exit("lost"),
   *   })
   *   .send(news);
   */
  when(where: Where<{ readonly [Key in Name]: EndData<M> }>): AnswerCondition;
}

/**
 * Names what comes back from a workflow that a step runs: its `outcome`, its `goals`, and of its
 * `data` the members that are declared here. A question mark marks those that may be missing.
 * @example
 * const ended = runEnd("course", { stock: "number?" });
 */
export function runEnd<const Name extends string, const M extends Members = Record<never, never>>(
  as: Name,
  _data?: M,
): RunEnd<Name, M> {
  return { as, when: whenAnswered };
}
