import { DatabaseSync, type StatementSync } from "node:sqlite";

export interface StatementCount {
  /** Executions of prepared statements, without those that begin and end transactions. */
  executed: number;
  /** Of these: what wrote at least one row. */
  wrote: number;
}

/** A connection that counts what is executed on it. Preparing is not counted: it happens once. */
export class CountedDatabase extends DatabaseSync {
  count: StatementCount = newCount();

  /** From here on. */
  countAnew(): void {
    this.count = newCount();
  }

  override prepare(...given: Parameters<DatabaseSync["prepare"]>): StatementSync {
    const statement = super.prepare(...given);
    const [sql] = given;
    const { run, get, all, iterate } = statement;
    const reading =
      <Given extends unknown[], Answer>(read: (...values: Given) => Answer) =>
      (...values: Given): Answer => {
        this.#executed(sql, 0);
        return read.apply(statement, values);
      };
    return Object.assign(statement, {
      run: (...values: Parameters<StatementSync["run"]>) => {
        const result = run.apply(statement, values);
        this.#executed(sql, Number(result.changes));
        return result;
      },
      get: reading(get),
      all: reading(all),
      iterate: reading(iterate),
    });
  }

  #executed(sql: string, changes: number): void {
    // These answer with the changes of the statement before them.
    if (/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(sql)) return;
    this.count.executed += 1;
    if (changes > 0) this.count.wrote += 1;
  }
}

function newCount(): StatementCount {
  return { executed: 0, wrote: 0 };
}
