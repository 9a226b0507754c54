import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.js';

const SECRET = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';

describe('PYLON_IDENTITY_SECRET', () => {
  it.each([SECRET, SECRET.toUpperCase()])('%s is read as bytes', (text) => {
    expect(loadConfig({ PYLON_IDENTITY_SECRET: text }).pylon.identitySecret).toEqual(
      Buffer.from(Array.from({ length: 32 }, (_, index) => index)),
    );
  });

  it('is off unless it is set', () => {
    expect(loadConfig({}).pylon.identitySecret).toBeNull();
  });

  it.each([`${SECRET}0`, SECRET.slice(0, 30), SECRET.replace('0', 'g'), `0x${SECRET}`])(
    '%s is refused',
    (text) => {
      expect(() => loadConfig({ PYLON_IDENTITY_SECRET: text })).toThrow(ConfigError);
      expect(() => loadConfig({ PYLON_IDENTITY_SECRET: text })).toThrow('PYLON_IDENTITY_SECRET');
    },
  );
});
