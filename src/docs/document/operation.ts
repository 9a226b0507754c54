import { STATUS_CODES } from 'node:http';
import type { Mount } from '../../http/mount.js';
import { describeAccess } from './access.js';
import { codeSamples } from './code-samples.js';
import { firstExample } from './examples.js';
import { failureAnswers } from './failure-answers.js';
import { expectedFailures } from './failures.js';
import { withLimitHeaders } from './limits.js';
import type { Answer, MediaType, Method, Operation, Parameter } from './openapi.js';
import type { RouteFacts } from './routes.js';
import { isIdempotent, withReplayHeader } from './replays.js';
import { sampleRequest } from './sample-request.js';
import type { Resolve } from './schemas.js';

export interface OperationPlace {
  method: Method;
  path: string;
  mount: Mount;
  facts: RouteFacts;
  resolve: Resolve;
}

/** Completes an operation with all that the generator cannot know: access, refusals, examples, code. */
export function completeOperation(operation: Operation, place: OperationPlace): Operation {
  const { method, path, mount, facts, resolve } = place;
  const { parameters = [], requestBody, responses, ...rest } = operation;
  const withInput: Operation = {
    ...rest,
    ...describeAccess(operation, method, facts, mount),
    ...(parameters.length > 0 && { parameters: parameters.map((one) => completeParameter(one, method)) }),
    ...(requestBody !== undefined && {
      requestBody: { ...requestBody, content: withExamples(requestBody.content, resolve) },
    }),
    responses: {},
  };
  const answers: Record<string, Answer> = {
    ...failureAnswers(expectedFailures({ method, path }, withInput, facts), mount),
    ...successes(responses, resolve),
  };
  return {
    ...withInput,
    // Keys that look like numbers come in ascending order, whatever the order here.
    responses: withLimitHeaders(facts, isIdempotent(withInput) ? withReplayHeader(answers) : answers),
    'x-codeSamples': codeSamples(sampleRequest(method, path, withInput, resolve)),
  };
}

function completeParameter(parameter: Parameter, method: Method): Parameter {
  const { examples: [example] = [], ...schema } = parameter.schema ?? {};
  const { examples } = parameter;
  return {
    ...parameter,
    schema,
    ...(examples !== undefined && { examples: method === 'get' ? ownFirst(examples) : examples }),
    ...(example !== undefined && parameter.example === undefined && examples === undefined && { example }),
  };
}

/** One's own account is always there to be read; a change or a deletion is not to begin with it. */
function ownFirst<T>({ me, ...others }: Record<string, T>): Record<string, T> {
  return me === undefined ? others : { me, ...others };
}

function withExamples(content: Record<string, MediaType>, resolve: Resolve): Record<string, MediaType> {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      media.examples === undefined ? { ...media, example: firstExample(media, resolve) } : media,
    ]),
  );
}

function successes(answers: Record<string, Answer>, resolve: Resolve): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, headers, content }]) => [
      status,
      {
        description: description || (STATUS_CODES[status] ?? 'An answer'),
        ...(headers !== undefined && { headers }),
        ...(content !== undefined && { content: withExamples(content, resolve) }),
      },
    ]),
  );
}
