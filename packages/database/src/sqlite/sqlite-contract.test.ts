import { databaseContract } from "../contract/database-contract.ts";
import { temporaryFile } from "../testing/notes.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

databaseContract("sqlite", async (t) => {
  const path = await temporaryFile(t);
  return (migrations) => createSqliteDatabase(path, { migrations, durable: true });
});
