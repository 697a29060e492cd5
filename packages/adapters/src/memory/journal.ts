/** Undoes what a call wrote when it fails half-way. Reversals run newest first. */
export interface Journal {
  remember(undo: () => void): void;
  commit(): void;
  rollBack(): void;
}

export function createJournal(): Journal {
  let undos: (() => void)[] = [];
  return {
    remember(undo) {
      undos.push(undo);
    },
    commit() {
      undos = [];
    },
    rollBack() {
      for (const undo of undos.reverse()) undo();
      undos = [];
    },
  };
}
