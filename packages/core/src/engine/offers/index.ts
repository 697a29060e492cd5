export { createOffers, type Offers } from "./offers.js";
