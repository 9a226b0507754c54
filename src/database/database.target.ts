/** Where the database is: a URL, or the parts of a connection that the embedded server gave. */
export type DatabaseTarget =
  { url: string } | { host: string; port: number; user: string; password: string; database: string };
