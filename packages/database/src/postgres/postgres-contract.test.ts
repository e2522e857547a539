import { databaseContract } from "../contract/database-contract.ts";
import { noPostgres } from "../testing/start-postgres.ts";
import { testServer } from "../testing/test-server.ts";
import { createPostgresDatabase } from "./postgres-database.ts";

databaseContract(
  "postgres",
  async () => {
    const url = await (await testServer()).createDatabase();
    return (migrations) => createPostgresDatabase(url, { schema: "notes", migrations });
  },
  { skip: noPostgres },
);
