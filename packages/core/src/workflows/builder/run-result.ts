import type { AnswerMember } from "../definition.js";
import type { AnswerCondition } from "./call-step.js";
import { type AnswerData, conditionOnAnswer } from "./webhook-answer.js";
import type { Where } from "./workflow-steps.js";

/** A webhook's answer, by its name and members. */
interface DeclaredAnswer {
  readonly as: string;
  readonly members: Readonly<Record<string, AnswerMember>>;
}

/** How the other run ended. `data` holds what its webhooks were answered, as far as they were. */
interface RunEnd<Answer extends DeclaredAnswer> {
  readonly outcome: string;
  readonly goals: readonly string[];
  readonly data: { readonly [A in Answer as A["as"]]?: AnswerData<A["members"]> };
}

/** What comes back from the run of another workflow, and conditions on it. */
export interface RunResult<in out Name extends string, in out Answer extends DeclaredAnswer> {
  readonly as: Name;
  /**
   * For a branch behind the step, by `NAME.outcome`, `NAME.goals` and `NAME.data`.
   * @example
   * const end = runResult("course");
   * w.run(course, { within: "30d", as: end })
   *   .branch(end.when((d) => d.data("course.outcome").is("done")), { no: (w) => w.exit("lost") })
   *   .send(diploma);
   */
  when(where: Where<{ readonly [Key in Name]: RunEnd<Answer> }>): AnswerCondition;
}

/**
 * Names what comes back from the run of another workflow, so that conditions on it are typed.
 * `answers` are those of webhooks of the other workflow: whoever waits for it can ask about them.
 * @example
 * const stock = webhookAnswer("stock", { left: "number" });
 * const end = runResult("order", stock);
 * end.when((d) => d.data("order.data.stock.left").atLeast(1));
 */
export function runResult<const Name extends string, Answer extends DeclaredAnswer = never>(
  as: Name,
  ..._answers: readonly Answer[]
): RunResult<Name, Answer> {
  return { as, when: conditionOnAnswer };
}
