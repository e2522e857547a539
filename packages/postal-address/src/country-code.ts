/** Returns the ISO 3166 code of a country by its English name or the code itself, if known. */
export function countryCode(country: string): string | undefined {
  return codes().get(plain(country));
}

/** Returns the English names of all countries, in alphabetical order. */
export function countryNames(): readonly string[] {
  return justNames();
}

// CLDR names some regions that are no country: groups, placeholders and pseudo-locales.
const NO_COUNTRIES = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

const ALIASES: Readonly<Record<string, string>> = {
  America: "US",
  England: "GB",
  "Great Britain": "GB",
  Holland: "NL",
  "Northern Ireland": "GB",
  Scotland: "GB",
  "United States of America": "US",
  USA: "US",
  Wales: "GB",
};

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

const names = once(() => {
  const long = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const all = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  return all
    .flatMap((code): [code: string, name: string][] => {
      const name = long.of(code);
      // A code that is out of use stands for the one that took its place.
      const current = new Intl.Locale(`und-${code}`).region === code;
      return name !== undefined && current && !NO_COUNTRIES.has(code) ? [[code, name]] : [];
    })
    .sort(([, a], [, b]) => a.localeCompare(b, "en"));
});

const justNames = once(() => names().map(([, name]) => name));

const codes = once(() => {
  const short = new Intl.DisplayNames("en", { type: "region", style: "short" });
  const known = Object.entries(ALIASES).map(([name, code]) => [plain(name), code] as const);
  const named = names().flatMap(([code, name]) =>
    [code, name, short.of(code) ?? name].map((each) => [plain(each), code] as const),
  );
  return new Map([...known, ...named]);
});

/** Forgets what people write differently: case, accents, "&" and "and", points and spaces. */
function plain(name: string): string {
  const letters = name.normalize("NFKD").toLowerCase().replaceAll("&", "and");
  return letters.replace(/[^\p{L}\p{N}]/gu, "");
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
