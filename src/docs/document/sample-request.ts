import { firstExample } from './examples.js';
import { FORM_TYPE, type SampleRequest, TOKEN_PLACEHOLDER } from './code-samples.js';
import type { Operation } from './openapi.js';
import type { Resolve } from './schemas.js';

/** Where a server listens unless it is told otherwise; the page in the browser puts its own address there. */
export const SAMPLE_ORIGIN = 'http://localhost:3000';

/** A request that an operation takes, made of its own examples: what it needs and nothing more. */
export function sampleRequest(
  method: string,
  path: string,
  { parameters = [], requestBody, security = [] }: Operation,
  resolve: Resolve,
): SampleRequest {
  const needed = parameters.filter(({ required }) => required);
  const examples = (place: string) =>
    needed
      .filter((parameter) => parameter.in === place)
      .map((parameter): [string, string] => [parameter.name, String(firstExample(parameter, resolve))]);
  const filledPath = examples('path').reduce(
    (filled, [name, value]) => filled.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const query = new URLSearchParams(examples('query')).toString();
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return {
    method: method.toUpperCase(),
    url: `${SAMPLE_ORIGIN}${filledPath}${query === '' ? '' : `?${query}`}`,
    headers: {
      ...(needsCaller(security) && { Authorization: `Bearer ${TOKEN_PLACEHOLDER}` }),
      ...(type !== undefined && type !== FORM_TYPE && { 'Content-Type': type }),
      ...Object.fromEntries(examples('header')),
    },
    ...(media !== undefined && { body: { isForm: type === FORM_TYPE, value: firstExample(media, resolve) } }),
  };
}

/** An empty requirement among them says that nobody has to be signed in. */
function needsCaller(security: readonly object[]): boolean {
  return security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0);
}
