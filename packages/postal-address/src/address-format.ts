import { countryCode } from "./country-code.ts";
import { layOut, type Part, PLACEHOLDERS } from "./lay-out.ts";

/** How a country writes addresses, as far as a form must know. */
export interface AddressFormat {
  /** What stands below the street, in the order in which the country writes it. */
  readonly order: readonly ("city" | "state" | "postalCode")[];
  readonly city: FieldFormat;
  /** Absent where addresses have none. */
  readonly state?: FieldFormat;
  readonly postalCode?: FieldFormat;
}

export interface FieldFormat {
  /** "Prefecture" */
  readonly label: string;
  /** Whether an address without it does not arrive. */
  readonly required: boolean;
}

/**
 * Returns the format of a country, given by its English name or its ISO 3166 code. A country
 * that is not known may have every field and needs none but the city.
 */
export function addressFormat(country: string): AddressFormat {
  const code = countryCode(country);
  const known = FORMATS.get(code);
  if (known) return known;
  const format = readFormat(code);
  FORMATS.set(code, format);
  return format;
}

/** By code: at most one for each country, and one for those that are not known. */
const FORMATS = new Map<string | undefined, AddressFormat>();

function readFormat(code: string | undefined): AddressFormat {
  const laid = [...layOut(code, ALL).join("")].flatMap((char) => PLACEHOLDERS.get(char) ?? []);
  const below = laid.filter((part) => part !== "street");
  return {
    // Where addresses name no city, as in Singapore, it is the country's own name.
    order: below.includes("city") ? below : ["city", ...below],
    city: { label: find(CITY, code) ?? "City", required: true },
    ...(laid.includes("state") && {
      state: {
        label: find(STATE, code) ?? "State or region",
        required: isIn(STATE_REQUIRED, code),
      },
    }),
    ...(laid.includes("postalCode") && {
      postalCode: {
        label: find(POSTAL_CODE, code) ?? "Postal code",
        required: code !== undefined && !isIn(POSTAL_CODE_OPTIONAL, code),
      },
    }),
  };
}

const ALL: ReadonlySet<Part> = new Set(PLACEHOLDERS.values());

// The names and needs of fields are those of Google's address data (libaddressinput: "require",
// "state_name_type", "zip_name_type", "locality_name_type"), which the formats come from too.
type Labels = Readonly<Record<string, string>>;

const POSTAL_CODE: Labels = {
  "ZIP code": "AS FM GU MH MP PR PW UM US VI",
  "PIN code": "IN",
  Eircode: "IE",
  Postcode: "AU GB GG IM JE NZ",
};

const CITY: Labels = {
  "Town or city": "GB GG IM JE NO SE SJ",
  Suburb: "AU",
  District: "HK PE SD TR TW",
};

const STATE: Labels = {
  State: "AS AU BR FM IN MH MP MX MY NG PW UM US VE VI",
  Province:
    "AM AR BY CA CC CL CN CR CU CX EE EG ES HM ID IQ IR IT KP KZ LT LV MN MZ NF PA PE PG PH RO SO SR SV TH TR UY UZ VN",
  Parish: "BB JM",
  Island: "BS CV KI KN KY PF SC TV",
  Department: "CO HN NI",
  Area: "HK",
  County: "IE TW",
  Prefecture: "JP",
  "Province or city": "KR",
  District: "NR",
  Oblast: "RU UA",
  Emirate: "AE",
};

const STATE_REQUIRED =
  "AE AS AU BR CA CN CO CR ES FM HK HN ID IN IQ IT JM JP KN KR KY MH MP MX NI NR PF PG PW RU SO SV TW UM US VE VI";

const POSTAL_CODE_OPTIONAL =
  "AC AD AF AI AL AM AR AZ BA BB BD BG BH BM BN BT BY CC CL CO CR CU CV CX CY DO DZ EC EG EH ET FO GE GI GN GT GW HM HN HR HT ID IE IL IQ IR IS JO KE KG KH KP KW KY KZ LA LB LK LR LS MA MC MD ME MG MK MM MN MT MU MV MZ NA NE NF NG NI NP OM PE PG PH PK PY RS SA SD SI SN SO SV SZ TA TH TJ TM TN TZ UM UY UZ VA VC VE VG VN XK ZM";

function find(labels: Labels, code: string | undefined): string | undefined {
  return Object.keys(labels).find((label) => isIn(labels[label] as string, code));
}

function isIn(list: string, code: string | undefined): boolean {
  return code !== undefined && list.split(" ").includes(code);
}
