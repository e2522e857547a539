import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A key and the certificate for it, both PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Returns a new certificate for 127.0.0.1 that is its own CA and valid for a day around now
 * (RFC 5280), so that no key has to be kept anywhere.
 */
export function selfSignedCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const tbs = toBeSigned(publicKey);
  const signature = bitString(sign("sha256", tbs, privateKey));
  const der = sequence(tbs, sequence(ECDSA_WITH_SHA256), signature);
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}

function toBeSigned(publicKey: KeyObject): Buffer {
  const name = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from("fake")))));
  const address = sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])));
  return sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    sequence(ECDSA_WITH_SHA256),
    name,
    sequence(utcTime(Date.now() - HALF_DAY_MS), utcTime(Date.now() + HALF_DAY_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(
      0xa3,
      sequence(
        sequence(SUBJECT_ALT_NAME, tagged(0x04, address)),
        sequence(BASIC_CONSTRAINTS, TRUE, tagged(0x04, sequence(TRUE))),
      ),
    ),
  );
}

function tagged(tag: number, ...contents: Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const { length } = body;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), body]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), body]);
}

function sequence(...contents: Buffer[]): Buffer {
  return tagged(0x30, ...contents);
}

function bitString(content: Buffer): Buffer {
  return tagged(0x03, Buffer.from([0]), content);
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

/** YYMMDDHHMMSSZ */
function utcTime(timeMs: number): Buffer {
  const digits = new Date(timeMs).toISOString().replace(/\D/g, "").slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

const HALF_DAY_MS = 12 * 3_600_000;
const TRUE = Buffer.from([0x01, 0x01, 0xff]);
const ECDSA_WITH_SHA256 = tagged(0x06, Buffer.from("2a8648ce3d040302", "hex"));
const COMMON_NAME = tagged(0x06, Buffer.from("550403", "hex"));
const SUBJECT_ALT_NAME = tagged(0x06, Buffer.from("551d11", "hex"));
const BASIC_CONSTRAINTS = tagged(0x06, Buffer.from("551d13", "hex"));
