import { expect, it } from 'vitest';
import { pylonEmailHash } from './bluebricks.mapper.js';

it('the hash for Pylon is made under the decoded secret', () => {
  const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
  expect(pylonEmailHash(secret, 'john@example.com')).toBe(
    'c03cc5fe4abed1173ff09f3cb7f4f81af474243082f17c685d47428bfd7aeb5a',
  );
});
