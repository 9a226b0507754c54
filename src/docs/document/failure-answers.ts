import { toFailure } from '../../http/failure.js';
import type { ErrorRenderer, Mount, RenderedError } from '../../http/mount.js';
import { renderOAuthError } from '../../http/oauth-errors.js';
import { renderProblem } from '../../http/problem-details.js';
import type { ExpectedFailure } from './failures.js';
import { HEADERS } from './headers.js';
import type { Answer, Schema } from './openapi.js';
import { schemaRef } from './schemas.js';

const REQUEST_ID = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79';

/** The schema of the errors of our own API; a face of its own brings its schemas along. */
const SCHEMA_OF = new Map<ErrorRenderer, (status: number) => string>([
  [renderProblem, (status) => (status === 400 ? 'InvalidRequest' : 'Problem')],
  [renderOAuthError, () => 'OAuthError'],
]);

/** How a mount answers these failures, by status: found out by asking the mount's own renderer. */
export function failureAnswers(failures: readonly ExpectedFailure[], mount: Mount): Record<string, Answer> {
  const rendered = failures.map(({ error, when }) => ({
    code: error.code,
    when,
    ...mount.renderError(toFailure(error, REQUEST_ID)),
  }));
  const statuses = [...new Set(rendered.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const alike = rendered.filter((failure) => failure.status === status);
      return [String(status), answerOf(alike, schemaOf(mount, status))];
    }),
  );
}

type Rendered = RenderedError & { code: string; when: string };

function answerOf(failures: readonly Rendered[], schema: Schema): Answer {
  const [first] = failures;
  const headers = [...new Set(failures.flatMap((failure) => Object.keys(failure.headers)))];
  return {
    description:
      failures.length === 1
        ? first.when
        : failures.map(({ code, when }) => `- \`${code}\`: ${when}`).join('\n'),
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, HEADERS[name] ?? {}])),
    }),
    content: {
      [first.contentType]: {
        schema,
        examples: Object.fromEntries(
          failures.map(({ code, when, body }) => [code, { summary: when, value: body }]),
        ),
      },
    },
  };
}

function schemaOf(mount: Mount, status: number): Schema {
  const name = mount.face?.errorSchemaOf(status) ?? SCHEMA_OF.get(mount.renderError)?.(status);
  return name === undefined ? {} : schemaRef(name);
}
