import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLE_PERMISSIONS } from '../../src/authorization/permissions.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { type HttpClient } from '../support/http-client.js';
import { ok, signUpWith } from '../support/people.js';
import { type Operation, operationsOf } from './operations.js';

const MATRIX = '../../docs/permissions-matrix.md';
const NOBODY = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';
const ADMIN_ROLE = 'rol_Administrator001';
const CALLERS = [
  'anonymous',
  'plain user',
  'exactly that permission',
  'all but that',
  'suspended',
  'administrator',
] as const;

type CallerKind = (typeof CALLERS)[number];
type Cell = 'yes' | '401' | '403';

interface Row {
  operation: Operation;
  /** Whose row it is about, where the answer depends on it. */
  about: 'own' | 'other' | null;
}

let api: TestApp;
let rows: Row[];
beforeAll(async () => {
  api = await createTestApp();
  rows = operationsOf(api.app).flatMap((operation): Row[] =>
    operation.rule.kind === 'self-or'
      ? [
          { operation, about: 'own' },
          { operation, about: 'other' },
        ]
      : [{ operation, about: null }],
  );
});
afterAll(() => api.close());

/** What the rule on the route promises. */
function promised({ operation: { rule }, about }: Row, caller: CallerKind): Cell {
  if (rule.kind === 'public') {
    return 'yes';
  }
  if (caller === 'anonymous' || caller === 'suspended') {
    return '401';
  }
  const isOpen = rule.kind === 'signed-in' || about === 'own';
  return isOpen || caller === 'exactly that permission' || caller === 'administrator' ? 'yes' : '403';
}

/** Callers are kept between calls that change nothing; a deletion may end the caller. */
const kept = new Map<string, HttpClient>();

async function callerFor({ operation }: Row, kind: CallerKind): Promise<HttpClient> {
  const needed: readonly string[] = 'permissions' in operation.rule ? operation.rule.permissions : [];
  if (operation.method === 'DELETE') {
    return newCaller(kind, needed);
  }
  const key = `${kind} ${needed.join()}`;
  const caller = kept.get(key) ?? (await newCaller(kind, needed));
  kept.set(key, caller);
  return caller;
}

async function newCaller(kind: CallerKind, needed: readonly string[]): Promise<HttpClient> {
  switch (kind) {
    case 'anonymous':
      return api.http;
    case 'plain user':
      return (await api.signUp()).http;
    case 'exactly that permission':
      return (await signUpWith(api, [...needed])).http;
    case 'all but that':
      return (
        await signUpWith(
          api,
          ROLE_PERMISSIONS.filter((one) => !needed.includes(one)),
        )
      ).http;
    case 'suspended': {
      const person = await signUpWith(api, [...needed]);
      ok(await api.admin.post(`/v1/users/${person.id}/suspension`, { reason: 'x' }));
      return person.http;
    }
    case 'administrator': {
      const person = await api.signUp();
      ok(await api.admin.post(`/v1/users/${person.id}/roles`, { roles: [ADMIN_ROLE] }));
      return person.http;
    }
  }
}

async function found(row: Row, kind: CallerKind): Promise<Cell> {
  const { method, path } = row.operation;
  const target = path.replace('{userId}', row.about === 'own' ? 'me' : NOBODY).replace(/\{\w+\}/g, NOBODY);
  const http = await callerFor(row, kind);
  const { status } = await http.send(method, target, /^(POST|PUT|PATCH)$/.test(method) ? {} : undefined);
  expect(status).toBeLessThan(500);
  return status === 401 ? '401' : status === 403 ? '403' : 'yes';
}

it('every operation lets in whom its rule names, and the published table says so', async () => {
  const table: string[][] = [];
  for (const row of rows) {
    const cells: Cell[] = [];
    for (const caller of CALLERS) {
      cells.push(await found(row, caller));
    }
    const { method, path } = row.operation;
    expect({ method, path, about: row.about, cells }).toEqual({
      method,
      path,
      about: row.about,
      cells: CALLERS.map((caller) => promised(row, caller)),
    });
    table.push([`\`${method} ${path}\`${suffix(row)}`, needs(row), ...cells]);
  }
  await expect(page(table)).toMatchFileSnapshot(MATRIX);
}, 120_000);

function suffix({ about }: Row): string {
  return about === null ? '' : about === 'own' ? ', oneself' : ', somebody else';
}

function needs({ operation: { rule }, about }: Row): string {
  if (about === 'own' || rule.kind === 'signed-in') {
    return 'a sign-in';
  }
  return rule.kind === 'public' ? '-' : rule.permissions.map((permission) => `\`${permission}\``).join(', ');
}

function page(cells: string[][]): string {
  const lines = [['operation', 'needs', ...CALLERS], ...cells];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = (line: string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = lines;
  return `# Who may call what

Found by calling every operation of a running server as each kind of caller; a test keeps this page true. \`yes\` means
that the call is let in, \`401\` that it needs a sign-in, \`403\` that a permission is missing. "Exactly that permission" is a
user who holds what the operation needs and nothing else, "all but that" one who holds every other permission. Which
rows a caller may touch is decided after that: nobody acts beyond their own permissions.

${text(head)}
${text(widths.map((width) => '-'.repeat(width)))}
${body.map(text).join('\n')}
`;
}
