import { expect } from 'vitest';
import type { Answer } from './raw-client.js';

const STANDARD_HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  'x-request-id': expect.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/) as string,
};
const UNWANTED_HEADERS = ['server', 'x-powered-by', 'access-control-allow-origin', 'vary'];

/** An answer with everything that every answer has. */
export function expectStandard(answer: Answer): Answer {
  expect(answer.headers).toMatchObject(STANDARD_HEADERS);
  expect(Object.keys(answer.headers)).not.toEqual(expect.arrayContaining(UNWANTED_HEADERS));
  for (const name of UNWANTED_HEADERS) {
    expect(answer.headers).not.toHaveProperty(name);
  }
  if (answer.json?.requestId !== undefined && answer.status >= 400) {
    expect(answer.json.requestId).toBe(answer.headers['x-request-id']);
  }
  return answer;
}
