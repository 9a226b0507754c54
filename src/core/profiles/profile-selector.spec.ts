import { describe, expect, it } from 'vitest';
import { parseProfileSelector } from './profile-selector.js';
import { SelectorSyntaxError } from './profiles.errors.js';

const name = (value: string) => ({ field: 'displayName', value });

describe('a profile selector', () => {
  it.each([
    ['displayName:Ada', [name('Ada')]],
    ['  displayName:Ada  ', [name('Ada')]],
    ['displayName:"Ada Lovelace"', [name('Ada Lovelace')]],
    ['displayName:\'Ada "L"\'', [name('Ada "L"')]],
    ['displayName:"a\\"b\\\\c"', [name('a"b\\c')]],
    ['displayName:""', [name('')]],
    ['displayName:a:b', [name('a:b')]],
    ['displayName:AND', [name('AND')]],
    ['displayName:Ådå', [name('Ådå')]],
    [
      'id:1 AND application:shop',
      [
        { field: 'id', value: '1' },
        { field: 'application', value: 'shop' },
      ],
    ],
    ['applicationId:2', [{ field: 'applicationId', value: '2' }]],
    ['metadata.level:7', [{ field: 'metadata', path: ['level'], value: '7' }]],
    ['metadata.a.b-c.0:x', [{ field: 'metadata', path: ['a', 'b-c', '0'], value: 'x' }]],
    ['(displayName:a)', [name('a')]],
    ['((displayName:a) AND (displayName:b AND(displayName:c)))', [name('a'), name('b'), name('c')]],
  ])('%s is read', (text, conditions) => {
    expect(parseProfileSelector(text)).toEqual(conditions);
  });

  it.each([
    ['', 0],
    ['   ', 3],
    ['displayName', 11],
    ['displayName:', 12],
    ['displayName: a', 12],
    ['displayName:"a', 14],
    ['displayName:"a\\', 15],
    ['colour:red', 0],
    ['metadata:x', 0],
    ['metadata.:x', 0],
    ['metadata..a:x', 0],
    ['id.x:1', 0],
    ['__proto__:1', 0],
    ['constructor:1', 0],
    ['displayName:a displayName:b', 14],
    ['displayName:a OR displayName:b', 14],
    ['displayName:a and displayName:b', 14],
    ['displayName:a AND', 17],
    ['displayName:a ANDid:1', 14],
    ['(displayName:a', 14],
    ['displayName:a)', 13],
    ['()', 1],
    ["displayName:a' OR 1=1", 13],
    [`${'('.repeat(11)}displayName:a${')'.repeat(11)}`, 10],
    [Array<string>(21).fill('id:1').join(' AND '), 184],
    [`displayName:${'x'.repeat(1_024)}`, 1_024],
  ])('%s is refused at %i', (text, position) => {
    let refusal: unknown;
    try {
      parseProfileSelector(text);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(SelectorSyntaxError);
    expect((refusal as SelectorSyntaxError).details).toEqual({ position });
    expect((refusal as SelectorSyntaxError).fields[0]?.field).toBe('profileSelector');
  });
});
