export { idsAt, isProduct, priceAt, shownProduct } from "./product.js";
