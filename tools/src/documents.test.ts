import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";

const repository = join(import.meta.dirname, "../..");

/** A link of Markdown, or a picture: `[text](target)`. */
const LINK = /\]\(([^()\s]+)\)/g;
const CODE_BLOCK = /^```.*?^```$/gms;

test("every link in a document that leads into the repository leads to what is there", async () => {
  const documents: string[] = [];
  for await (const document of glob("{*.md,docs/**/*.md}", { cwd: repository })) {
    documents.push(document);
  }
  assert.ok(documents.includes("README.md"), "README.md was not found");
  const dead: string[] = [];
  for (const document of documents) {
    for (const [, target = ""] of (await read(document)).matchAll(LINK)) {
      const path = target.replace(/#.*$/, "");
      if (path === "" || /^[a-z]+:/.test(path)) continue;
      if (!existsSync(join(repository, dirname(document), path)))
        dead.push(`${document}: ${target}`);
    }
  }
  assert.deepEqual(dead, []);
});

for (const document of ["README.md", "docs/two-questions.md"]) {
  const chinese = document.replace(".md", ".zh.md");
  test(`${chinese} has the code blocks of ${document}`, async () => {
    const blocks = codeBlocks(await read(document));
    assert.ok(blocks.length > 0, "there is no code block");
    assert.deepEqual(codeBlocks(await read(chinese)), blocks);
  });
}

function codeBlocks(text: string): string[] {
  return text.match(CODE_BLOCK) ?? [];
}

function read(document: string): Promise<string> {
  return readFile(join(repository, document), "utf8");
}
