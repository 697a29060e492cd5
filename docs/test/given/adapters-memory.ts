import type { Product } from "@wellsent/core";

export declare const mug: Product;
export declare const plate: Product;
