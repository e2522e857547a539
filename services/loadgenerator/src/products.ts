/** The products that visitors know, as in every load generator of this shop: names by id. */
export const PRODUCTS: ReadonlyMap<string, string> = new Map([
  ["OLJCESPC7Z", "Sunglasses"],
  ["66VCHSJNUP", "Tank Top"],
  ["1YMWWN1N4O", "Watch"],
  ["L9ECAV7KIM", "Loafers"],
  ["2ZYFJ3GM2N", "Hairdryer"],
  ["0PUK6V6EV0", "Candle Holder"],
  ["LS4PSXUNUM", "Salt & Pepper Shakers"],
  ["9SIQT8TOJO", "Bamboo Glass Jar"],
  ["6E92ZMYYFZ", "Mug"],
]);
