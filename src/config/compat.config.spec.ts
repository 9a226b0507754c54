import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';

const dialectsOf = (value: string) => loadConfig({ NODE_ENV: 'test', COMPAT: value }).compat.dialects;

describe('COMPAT', () => {
  it.each([
    ['', ['antfly', 'bluebricks', 'bytenite', 'elements', 'tag']],
    ['none', []],
    ['tag', ['tag']],
    [' tag , bytenite', ['tag', 'bytenite']],
  ])('of %j serves %j', (value, names) => {
    expect(dialectsOf(value)).toEqual(names);
  });

  it.each(['all', 'Tag', 'tag,', 'tag,tag', 'tag,none', 'tag;bytenite', 'off'])('refuses %j', (value) => {
    expect(() => dialectsOf(value)).toThrow(/COMPAT: expected some of antfly, bluebricks/);
  });
});
