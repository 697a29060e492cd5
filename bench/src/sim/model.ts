/**
 * What the simulation itself knows of permission: acts of the mailbox by address, in the order in
 * which they were committed. It shares no code with the gate, and never asks it.
 */
export interface PermissionModel {
  /** A grant, or a denial, by the address's own mailbox or against it for good. */
  act(address: string, kind: "grant" | "deny", commit: number): void;
  /** Whether marketing to the address was permitted by what was committed before `commit`. */
  permitted(address: string, land: string, commit: number): boolean;
  /** The commit of the denial that stands at `commit`, if one does. */
  denialBefore(address: string, commit: number): number | null;
  everGranted(address: string): boolean;
}

export function createModel(): PermissionModel {
  const acts = new Map<string, { readonly kind: "grant" | "deny"; readonly commit: number }[]>();
  const lastBefore = (address: string, commit: number) =>
    (acts.get(address) ?? []).filter((act) => act.commit < commit).at(-1);
  return {
    act: (address, kind, commit) => {
      acts.set(address, [...(acts.get(address) ?? []), { kind, commit }]);
    },
    permitted: (address, land, commit) => {
      const last = lastBefore(address, commit);
      return last === undefined ? land === "US" : last.kind === "grant";
    },
    denialBefore: (address, commit) => {
      const last = lastBefore(address, commit);
      return last?.kind === "deny" ? last.commit : null;
    },
    everGranted: (address) => (acts.get(address) ?? []).some(({ kind }) => kind === "grant"),
  };
}
