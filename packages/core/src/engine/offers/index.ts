export { createOffers, type Offers, type PreparedOffers } from "./offers.js";
