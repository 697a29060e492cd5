import type { catalogContract, codePoolContract } from "@wellsent/core/testing";

export declare const shop: Omit<Parameters<typeof catalogContract>[0], "create">;
export declare const myCatalog: Parameters<typeof catalogContract>[0]["create"];
export declare const myPool: () => ReturnType<Parameters<typeof codePoolContract>[0]["create"]>;
