export { isOpenAt, isPlace, kilometersBetween, openingsOn } from "./places.js";
export { idsAt, isProduct, priceAt, shownProduct } from "./product.js";
