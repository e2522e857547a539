import assert from "node:assert/strict";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { secret } from "./secret.ts";
import { parseVariables, text, url } from "./variables.ts";

const variables = { SMTP_URL: secret(url(["smtp:"])), MAIL_FROM: text() };

test("secret reads the value from the file that <NAME>_FILE names, without its line end", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "secret-"));
  const file = join(folder.path, "url");
  for (const end of ["", "\n", "\r\n"]) {
    writeFileSync(file, `smtp://user:hidden@mail${end}`);
    const { SMTP_URL } = parseVariables(variables, { SMTP_URL_FILE: file });
    assert.equal(SMTP_URL, "smtp://user:hidden@mail");
  }
});

test("secret takes the variable itself, and nothing where neither is set", () => {
  const given = { SMTP_URL: "smtp://mail", SMTP_URL_FILE: "" };
  assert.equal(parseVariables(variables, given).SMTP_URL, "smtp://mail");
  assert.equal(parseVariables(variables, {}).SMTP_URL, undefined);
});

test("secret names every problem with its file, and never a value", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "secret-"));
  let files = 0;
  const file = (content: string) => {
    const path = join(folder.path, String(files++));
    writeFileSync(path, content);
    return path;
  };
  const problems = [
    [
      { SMTP_URL: "smtp://a", SMTP_URL_FILE: file("smtp://b") },
      "SMTP_URL and SMTP_URL_FILE are both set: only one can hold",
    ],
    [
      { SMTP_URL_FILE: join(folder.path, "missing") },
      "SMTP_URL_FILE names a file that cannot be read: ENOENT",
    ],
    [{ SMTP_URL_FILE: folder.path }, "SMTP_URL_FILE names a file that cannot be read: EISDIR"],
    [{ SMTP_URL_FILE: file("\n") }, "SMTP_URL_FILE names a file that is empty"],
    [
      { SMTP_URL_FILE: file("http://user:hidden@mail") },
      "SMTP_URL must be a URL that begins with smtp://",
    ],
  ] as const;
  for (const [env, message] of problems) {
    assert.throws(() => parseVariables(variables, env), new RangeError(message));
  }
});

test("a variable that is no secret is not read from a file", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "secret-"));
  const file = join(folder.path, "sender");
  writeFileSync(file, "shop@example.com");
  assert.equal(parseVariables(variables, { MAIL_FROM_FILE: file }).MAIL_FROM, undefined);
});
