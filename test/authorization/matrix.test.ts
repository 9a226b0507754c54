import { afterAll, beforeAll, expect, it } from 'vitest';
import { PERMISSIONS, ROLE_PERMISSIONS } from '../../src/authorization/permissions.js';
import { ADMIN_ROLE_ID } from '../../src/core/roles/built-in-roles.js';
import { type DescribedOperation, readApiDescription } from '../contract/api-description.js';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { type HttpClient } from '../support/http-client.js';
import { ok, signUpWith } from '../support/people.js';

const MATRIX = '../../docs/permissions-matrix.md';
const NOBODY = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';
const CALLERS = [
  'anonymous',
  'plain user',
  'exactly that',
  'all but that',
  'suspended',
  'administrator',
  'API key',
  'key: exactly that',
  'key: all but that',
] as const;

type CallerKind = (typeof CALLERS)[number];
type Cell = 'yes' | '401' | '403';

interface Row {
  described: DescribedOperation;
  /** Whose row it is about, where the answer depends on it. */
  about: 'own' | 'other' | null;
}

let api: TestApp;
let rows: Row[];
beforeAll(async () => {
  api = await createTestApp();
  const { operations } = await readApiDescription(api.http);
  rows = operations.flatMap((described): Row[] =>
    described.operation['x-access'] === 'self-or'
      ? [
          { described, about: 'own' },
          { described, about: 'other' },
        ]
      : [{ described, about: null }],
  );
});
afterAll(() => api.close());

/** What the document promises. */
function promised({ described: { operation }, about }: Row, caller: CallerKind): Cell {
  const access = operation['x-access'];
  if (access === 'public') {
    // Where it makes a difference who calls, what is presented must be good.
    return caller === 'suspended' && operation.security!.length > 0 ? '401' : 'yes';
  }
  if (caller === 'anonymous' || caller === 'suspended') {
    return '401';
  }
  if (/key/i.test(caller)) {
    const refusal = keyRefusal(operation);
    return refusal ?? (caller === 'key: all but that' ? '403' : 'yes');
  }
  const isOpen = access === 'signed-in' || about === 'own';
  return isOpen || caller === 'exactly that' || caller === 'administrator' ? 'yes' : '403';
}

/** How every API key is refused; null where some are let in. */
function keyRefusal(operation: DescribedOperation['operation']): Cell | null {
  if (operation.security!.some((scheme) => 'apiKey' in scheme)) {
    return null;
  }
  const [media] = Object.values(operation.responses['403']?.content ?? {});
  return media?.examples?.['authorization.api_key_refused'] === undefined ? '401' : '403';
}

/** The permissions that let a person in, or a key. */
function neededBy({ described: { operation }, about }: Row, isKey: boolean): readonly string[] {
  const { 'x-permissions': permissions = [], 'x-key-permissions': keyPermissions = [] } = operation;
  const isOwn = about === 'own' || operation['x-access'] === 'signed-in';
  return isOwn ? (isKey ? keyPermissions : []) : permissions;
}

/** Callers are kept between calls that change nothing; a deletion may end the caller. */
const kept = new Map<string, HttpClient>();

async function callerFor(row: Row, kind: CallerKind): Promise<HttpClient> {
  if (row.described.method === 'delete') {
    return newCaller(row, kind);
  }
  const { 'x-permissions': permissions = [] } = row.described.operation;
  const key = [kind, row.about, ...permissions, '-', ...neededBy(row, true)].join(' ');
  const caller = kept.get(key) ?? (await newCaller(row, kind));
  kept.set(key, caller);
  return caller;
}

async function newCaller(row: Row, kind: CallerKind): Promise<HttpClient> {
  const { 'x-permissions': permissions = [] } = row.described.operation;
  const others = (all: readonly string[], not: readonly string[]) => all.filter((one) => !not.includes(one));
  switch (kind) {
    case 'anonymous':
      return api.http;
    case 'plain user':
      return (await api.signUp()).http;
    case 'exactly that':
      return (await signUpWith(api, [...permissions])).http;
    case 'all but that':
      return (await signUpWith(api, others(ROLE_PERMISSIONS, permissions))).http;
    case 'suspended': {
      const person = await signUpWith(api, [...permissions]);
      ok(await api.admin.post(`/v1/users/${person.id}/suspension`, { reason: 'x' }));
      return person.http;
    }
    case 'administrator':
      return (await administrator()).http;
    case 'API key':
      return newKey(undefined);
    case 'key: exactly that':
      return newKey(neededBy(row, true));
    case 'key: all but that':
      // What is enough for everybody's rows is enough for the owner's, too.
      return newKey(others(Object.keys(PERMISSIONS), [...permissions, ...neededBy(row, true)]));
  }
}

async function administrator(): Promise<Person> {
  const person = await api.signUp();
  ok(await api.admin.post(`/v1/users/${person.id}/roles`, { roles: [ADMIN_ROLE_ID] }));
  return person;
}

/** A key of an administrator; without `permissions` it may do what they may. */
async function newKey(permissions: readonly string[] | undefined): Promise<HttpClient> {
  const { http } = await administrator();
  return api.http.as(ok(await http.post('/v1/api-keys', { name: 'matrix', permissions })).body.key as string);
}

async function found(row: Row, kind: CallerKind): Promise<Cell> {
  const { method, path } = row.described;
  const target = path.replace('{userId}', row.about === 'own' ? 'me' : NOBODY).replace(/\{\w+\}/g, NOBODY);
  const http = await callerFor(row, kind);
  const body = /^(post|put|patch)$/.test(method) ? {} : undefined;
  const { status } = await http.send(method.toUpperCase(), target, body);
  expect(status).toBeLessThan(500);
  return status === 401 ? '401' : status === 403 ? '403' : 'yes';
}

it('every operation lets in whom the document names, and the published table says so', async () => {
  const table: string[][] = [];
  for (const row of rows) {
    const cells = await Promise.all(CALLERS.map((caller) => found(row, caller)));
    const operation = `${row.described.method.toUpperCase()} ${row.described.path}`;
    const byCaller = (values: Cell[]) => Object.fromEntries(CALLERS.map((name, i) => [name, values[i]]));
    expect({ operation, about: row.about, ...byCaller(cells) }).toEqual({
      operation,
      about: row.about,
      ...byCaller(CALLERS.map((caller) => promised(row, caller))),
    });
    table.push([`\`${operation}\`${suffix(row)}`, needs(row), ...cells]);
  }
  await expect(page(table)).toMatchFileSnapshot(MATRIX);
}, 240_000);

function suffix({ about }: Row): string {
  return about === null ? '' : about === 'own' ? ', oneself' : ', somebody else';
}

function needs(row: Row): string {
  const { 'x-access': access } = row.described.operation;
  if (access === 'public') {
    return '-';
  }
  const permissions = neededBy(row, false);
  return permissions.length === 0 ? 'a sign-in' : permissions.map((one) => `\`${one}\``).join(', ');
}

function page(cells: string[][]): string {
  const lines = [['operation', 'needs', ...CALLERS], ...cells];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = (line: string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = lines;
  return `# Who may call what

Made from the OpenAPI document, and found by calling every operation of a running server as each kind of caller; a test
keeps this page true. \`yes\` means that the call is let in, \`401\` that it needs a sign-in or another credential, \`403\` that
a permission is missing. Which rows a caller may touch is decided after that: nobody acts beyond their own permissions.

- "Exactly that" is a user who holds the permission that the operation names and nothing else, "all but that" one who
  holds every other permission.
- "API key" is a key of an administrator that may do what its owner may. "Key: exactly that" was given the permission that
  the operation names and nothing else; where own rows are concerned it is \`read:self\` or \`update:self\`. "Key: all but that"
  has every permission but those.
- No key makes keys or changes how somebody signs in.

${text(head)}
${text(widths.map((width) => '-'.repeat(width)))}
${body.map(text).join('\n')}
`;
}
