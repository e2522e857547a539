import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";

const repository = join(import.meta.dirname, "../..");

/** A link of Markdown, or a picture: `[text](path#anchor)`. */
const LINK = /\]\(([^()\s#]*)(?:#([^()\s]+))?\)/g;
const HEADING = /^#+ (.+)$/gm;
const CODE_BLOCK = /^```.*?^```$/gms;
/** Code, and before it the file that it is from: `// services/frontend/src/app.ts`. */
const EXCERPT = /^\/\/ ([\w/.-]+\/[\w.-]+\.ts)\b.*\n((?:(?!```).+\n)+)/gm;

const documents = globSync("{*.md,docs/**/*.md}", { cwd: repository });

test("every link in a document that leads into the repository leads to what is there", async () => {
  assert.ok(documents.includes("README.md"), "README.md was not found");
  const dead: string[] = [];
  for (const document of documents) {
    for (const [link, path = "", anchor] of (await read(document)).matchAll(LINK)) {
      if (/^[a-z]+:/.test(path)) continue;
      const target = path === "" ? document : join(dirname(document), path);
      const isThere = existsSync(join(repository, target));
      const hasAnchor = anchor === undefined || (isThere && (await anchors(target)).has(anchor));
      if (!isThere || !hasAnchor) dead.push(`${document}: ${link}`);
    }
  }
  assert.deepEqual(dead, []);
});

test("code in a document that names its file is in that file", async () => {
  const missing: string[] = [];
  let found = 0;
  for (const document of documents) {
    for (const [, file = "", code = ""] of (await read(document)).matchAll(EXCERPT)) {
      const source = await read(file);
      for (const line of code.split("\n").map((each) => each.replace(/\s*\/\/ .*$/, "").trim())) {
        found++;
        if (!source.includes(line)) missing.push(`${document}: ${file} has no "${line}"`);
      }
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(found > 0, "no document names the file of its code");
});

for (const document of ["README.md", "docs/two-questions.md"]) {
  const chinese = document.replace(".md", ".zh.md");
  test(`${chinese} has the code blocks of ${document}`, async () => {
    const blocks = codeBlocks(await read(document));
    assert.ok(blocks.length > 0, "there is no code block");
    assert.deepEqual(codeBlocks(await read(chinese)), blocks);
  });
}

/** Returns the anchors of a document's headings, as GitHub makes them. */
async function anchors(document: string): Promise<ReadonlySet<string>> {
  const headings = [...(await read(document)).matchAll(HEADING)].map(([, text = ""]) => text);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-"),
    ),
  );
}

function codeBlocks(text: string): string[] {
  return text.match(CODE_BLOCK) ?? [];
}

function read(document: string): Promise<string> {
  return readFile(join(repository, document), "utf8");
}
