import { describe, expect, it } from 'vitest';
import { newSessionSecret } from '../../core/sessions/session-secret.js';
import { findProfileOverride, findSessionSecret } from './elements.headers.js';

const USER = '66f0c1d2e3a4b5c6d7e8f901';
const PROFILE = '66f0c1d2e3a4b5c6d7e8f902';
const { secret } = newSessionSecret(USER);
const LONGEST_ACCEPTABLE_MS = 50;

describe('the session secret of a request', () => {
  it.each<[Record<string, string>, string | null | undefined]>([
    [{}, undefined],
    [{ authorization: secret }, secret],
    [{ authorization: `Bearer ${secret}` }, secret],
    [{ authorization: `  Bearer   ${secret} ` }, secret],
    [{ authorization: `bearer ${secret}` }, null],
    [{ authorization: `Basic ${secret}` }, null],
    [{ authorization: `Bearer ${secret} more` }, null],
    [{ authorization: '' }, null],
    [{ authorization: 'Bearer a.b.c' }, undefined],
    [{ authorization: 'a.b.c' }, undefined],
    [{ authorization: 'bearer a.b.c' }, null],
    [{ 'elements-sessionsecret': secret }, secret],
    [{ 'socialengine-sessionsecret': secret }, secret],
    [{ 'elements-sessionsecret': `${secret} u${USER}` }, secret],
    [{ 'elements-sessionsecret': `${secret} u${USER.toUpperCase()} p${PROFILE}` }, secret],
    [{ 'elements-sessionsecret': `${secret} p${PROFILE} u${USER}` }, secret],
    [{ 'elements-sessionsecret': `${secret} u${PROFILE}` }, null],
    [{ 'elements-sessionsecret': `${secret} x${PROFILE}` }, null],
    [{ 'elements-sessionsecret': `${secret} p${PROFILE} p${PROFILE}` }, null],
    [{ 'elements-sessionsecret': `${secret} p1` }, null],
    [{ 'elements-sessionsecret': `${secret} u${USER} p${PROFILE} p` }, null],
    [{ 'elements-sessionsecret': '' }, null],
    [{ authorization: secret, 'elements-sessionsecret': 'nonsense' }, secret],
  ])('of %j is %j', (headers, expected) => {
    expect(findSessionSecret(headers)).toBe(expected);
  });

  it.each<[Record<string, string>, string | null]>([
    [{}, null],
    [{ 'elements-profileid': PROFILE.toUpperCase() }, PROFILE],
    [{ 'elements-profileid': 'nonsense' }, null],
    [{ 'elements-sessionsecret': `${secret} p${PROFILE}` }, PROFILE],
    [{ 'elements-sessionsecret': `${secret} p${PROFILE}`, 'elements-profileid': USER }, USER],
  ])('goes with a profile: %j', (headers, expected) => {
    expect(findProfileOverride(headers)).toBe(expected);
  });

  it('is found soon in 16 KB', () => {
    const startedAt = performance.now();
    for (const value of [' '.repeat(16_000), 'p '.repeat(8_000), 'a'.repeat(16_000)]) {
      findSessionSecret({ authorization: value });
      findSessionSecret({ 'elements-sessionsecret': value });
    }
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_ACCEPTABLE_MS);
  });
});
