import { after } from "node:test";
import { startPostgres, type TestPostgres } from "./start-postgres.ts";

let starting: Promise<TestPostgres> | undefined;

/** Returns the server of this test file, which is started for the first test that wants one. */
export function testServer(): Promise<TestPostgres> {
  starting ??= startPostgres();
  return starting;
}

after(async () => {
  await (await starting)?.[Symbol.asyncDispose]();
});
