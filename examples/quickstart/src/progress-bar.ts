export interface Progress {
  readonly done: number;
  readonly total: number | null;
  /** Per second. */
  readonly rate: number;
  readonly remainingMs: number | null;
}

/** One line that redraws itself on a terminal; elsewhere, only its last state. */
export function progressBar(label: string): {
  update: (progress: Progress, note?: string) => void;
  end: () => void;
} {
  const live = process.stdout.isTTY === true;
  let line = "";
  return {
    update: ({ done, total, rate, remainingMs }, note = "") => {
      const share = total === null || total === 0 ? 0 : Math.min(1, done / total);
      const bar = "█".repeat(Math.round(share * 24)).padEnd(24, "░");
      const left = remainingMs === null ? "" : `  ${Math.ceil(remainingMs / 1000)} s left`;
      line = `${label.padEnd(14)} ${bar} ${done}${total === null ? "" : `/${total}`}  ${Math.round(rate)}/s${left}  ${note}`;
      if (live) process.stdout.write(`\r\u001b[2K${line}`);
    },
    end: () => process.stdout.write(live ? "\n" : `${line}\n`),
  };
}
