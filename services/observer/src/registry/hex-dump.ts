/** Returns bytes as people read them: an offset, sixteen bytes in hex, and what of them is text. */
export function hexDump(bytes: Uint8Array): string {
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const part = [...bytes.subarray(row * 16, row * 16 + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = part
      .map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "."))
      .join("");
    return `${(row * 16).toString(16).padStart(4, "0")}  ${hex.padEnd(47)}  ${text}`;
  });
  return rows.join("\n");
}
