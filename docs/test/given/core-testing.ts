import type { catalogContract, codePoolContract, placesContract } from "@wellsent/core/testing";

export declare const shop: Omit<Parameters<typeof catalogContract>[0], "create">;
export declare const myCatalog: Parameters<typeof catalogContract>[0]["create"];
export declare const myPool: () => ReturnType<Parameters<typeof codePoolContract>[0]["create"]>;
export declare const stores: Omit<Parameters<typeof placesContract>[0], "create">;
