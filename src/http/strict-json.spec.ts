import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../common/errors.js';
import { JSON_LIMITS, parseStrictJson } from './strict-json.js';

// Work that grows with the square of the length takes seconds.
const LONGEST_ACCEPTABLE_MS = 500;

function parse(text: string | Buffer, limits = JSON_LIMITS): unknown {
  return parseStrictJson(Buffer.from(text as string), limits);
}

function refusalOf(text: string | Buffer, limits = JSON_LIMITS): { code: string; field: string | undefined } {
  try {
    parse(text, limits);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) {
      throw error;
    }
    expect(error.fields[0]?.code).toBe(error.code);
    return { code: error.code, field: error.fields[0]?.field };
  }
  throw new Error('It was accepted.');
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const members = (count: number): string =>
  `{${Array.from({ length: count }, (_, index) => `"m${index}":0`).join(',')}}`;

/** With the start of the text as a title. */
function titled<Case extends [string | Buffer, ...string[]]>(cases: Case[]): [string, ...Case][] {
  return cases.map((one) => [JSON.stringify(one[0].toString().slice(0, 40)), ...one]);
}

describe('strict JSON', () => {
  it.each(
    [
      '{}',
      '[]',
      'null',
      '""',
      '-0.5e-3',
      ' { "a" : [ 1 , { "a" : null } ] , "b" : "\\u00e9\\ud83d\\ude00\\/" } ',
      '{"constructors":1,"proto":2,"__proto":3}',
      '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}',
      '{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[{{{{{{{{{{{{{{{{{{{{{{{{{{{{"}',
      '{"a":"\\\\","b":"\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}',
      nested(20),
      members(1000),
      `[${'0,'.repeat(999)}0]`,
    ].map((text) => [text.slice(0, 40), text] as const),
  )('reads %j as JSON.parse does', (_title, text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it.each(
    titled<[string | Buffer, string]>([
      ['', 'body.not_json'],
      ['   ', 'body.not_json'],
      ['{"a":1,}', 'body.not_json'],
      ['[1,]', 'body.not_json'],
      ['[1 2]', 'body.not_json'],
      ['{"a" 1}', 'body.not_json'],
      ['{a:1}', 'body.not_json'],
      ["{'a':1}", 'body.not_json'],
      ['{"a":1', 'body.not_json'],
      ['{"a":1}}', 'body.not_json'],
      ['{"a":1} {"a":1}', 'body.not_json'],
      ['// x\n{}', 'body.not_json'],
      ['{/* x */}', 'body.not_json'],
      ['NaN', 'body.not_json'],
      ['01', 'body.not_json'],
      ['+1', 'body.not_json'],
      ['1.', 'body.not_json'],
      ['"\\x41"', 'body.not_json'],
      ['"\\u12"', 'body.not_json'],
      ['"a', 'body.not_json'],
      ['"a\nb"', 'body.not_json'],
      ['\ufeff{}', 'body.not_json'],
      ['\u00a0{}', 'body.not_json'],
      ['{}\u0000', 'body.not_json'],
      [nested(21), 'body.too_deep'],
      ['['.repeat(65_536), 'body.too_deep'],
      ['{"a":'.repeat(13_000), 'body.too_deep'],
      [members(1001), 'body.too_many_members'],
      [Buffer.from([0x22, 0xff, 0x22]), 'body.not_utf8'],
      [Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'body.not_utf8'],
      [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'body.not_utf8'],
      [Buffer.from([0x22, 0xe2, 0x82]), 'body.not_utf8'],
      [Buffer.from('{"a":1}', 'utf16le'), 'body.not_json'],
    ]),
  )('refuses %s as a whole', (_title, text, code) => {
    expect(refusalOf(text)).toEqual({ code, field: 'body' });
  });

  it.each(
    titled<[string, string, string]>([
      ['{"a":1,"a":1}', 'body.duplicate_key', 'a'],
      ['{"a":1,"\\u0061":2}', 'body.duplicate_key', 'a'],
      ['{"x":{"é":1,"\\u00e9":2}}', 'body.duplicate_key', 'x.é'],
      ['{"x":[0,{"a":1,"b":[],"a":3}]}', 'body.duplicate_key', 'x[1].a'],
      ['{"":1,"":2}', 'body.duplicate_key', ''],
      ['{"__proto__":{}}', 'body.bad_name', '__proto__'],
      ['{"\\u005f_proto__":1}', 'body.bad_name', '__proto__'],
      ['{"a":[{"constructor":1}]}', 'body.bad_name', 'a[0].constructor'],
      ['[[{"prototype":1}]]', 'body.bad_name', '[0][0].prototype'],
      ['{"a":{"b":"x\\u0000"}}', 'body.bad_character', 'a.b'],
      ['["\\n"]', 'body.bad_character', '[0]'],
      ['{"a":"\u0085"}', 'body.bad_character', 'a'],
      ['{"a":"\\ud800"}', 'body.bad_character', 'a'],
      ['{"a":"\\ude00\\ud83d"}', 'body.bad_character', 'a'],
      ['{"a":"\u202e"}', 'body.bad_character', 'a'],
      ['"\\u007f"', 'body.bad_character', 'body'],
      ['{"a":{"b\\u0000":1}}', 'body.bad_character', 'a'],
      ['{"\u202e":1}', 'body.bad_character', 'body'],
      ['{"a":1e400}', 'body.bad_number', 'a'],
      ['[-1e400]', 'body.bad_number', '[0]'],
      [`{"a":[${'0,'.repeat(1000)}0]}`, 'body.too_many_elements', 'a'],
      [`[${'[],'.repeat(1000)}{}]`, 'body.too_many_elements', 'body'],
    ]),
  )('refuses %s where it is wrong', (_title, text, code, field) => {
    expect(refusalOf(text)).toEqual({ code, field });
  });

  it('takes line ends where they are expected, and nothing worse', () => {
    const limits = { ...JSON_LIMITS, multilineMembers: new Set(['privateKey']) };
    const pem = '-----BEGIN PRIVATE KEY-----\nMIG\r\n\t-----END PRIVATE KEY-----\n';
    expect(parse(JSON.stringify({ apple: { privateKey: pem } }), limits)).toEqual({
      apple: { privateKey: pem },
    });
    expect(refusalOf(JSON.stringify({ privateKey: 'a\u0000' }), limits).code).toBe('body.bad_character');
    expect(refusalOf(JSON.stringify({ privateKey: ['\n'] }), limits).field).toBe('privateKey[0]');
    expect(refusalOf(JSON.stringify({ name: '\n' }), limits).field).toBe('name');
  });

  it('gives what JSON.parse gives for everything it accepts, and never fails in another way', () => {
    const text = fc.oneof(
      fc.json({ maxDepth: 8 }),
      fc.string({
        unit: fc.constantFrom(...'{}[]",:\\u01eE+-. \n/*ntf\u0000'.split('')),
        maxLength: 40,
      }),
    );
    fc.assert(
      fc.property(text, (json) => {
        let accepted: unknown;
        try {
          accepted = parse(json);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRequestError);
          return;
        }
        expect(accepted).toEqual(JSON.parse(json));
      }),
      { numRuns: 2_000 },
    );
  });

  it('accepts every JSON of plain names and values', () => {
    const plainName = fc.string({ unit: fc.constantFrom(...'abcdefgh'.split('')), minLength: 1 });
    const value = fc.jsonValue({ maxDepth: 6, stringUnit: fc.constantFrom(...'xyzÄ👍"\\/ '.split(/(?:)/u)) });
    fc.assert(
      fc.property(fc.dictionary(plainName, value), (record) => {
        const text = JSON.stringify(record);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['brackets', '['.repeat(65_536)],
    ['braces', '{"":'.repeat(16_384)],
    ['quotes', '"'.repeat(65_536)],
    ['backslashes', `"${'\\'.repeat(65_534)}"`],
    ['escapes', `"${'\\u0061'.repeat(10_900)}"`],
    ['blanks', ' '.repeat(65_536)],
    ['lines', '\n'.repeat(65_536)],
    ['digits', '1'.repeat(65_536)],
    ['commas', ','.repeat(65_536)],
    ['elements', `[${'[],'.repeat(21_000)}0]`],
    ['elements of many arrays', `[${`[${'0,'.repeat(500)}0],`.repeat(60)}0]`],
    ['one long string', `"${'é'.repeat(32_000)}"`],
    ['comments', '/*'.repeat(32_768)],
    ['one long name twice', `{"${'a'.repeat(30_000)}":1,"${'a'.repeat(30_000)}":2}`],
  ])('is done soon with 64 KiB of %s', (_name, text) => {
    const startedAt = performance.now();
    try {
      parse(text);
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidRequestError);
    }
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_ACCEPTABLE_MS);
  });
});
