import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../common/errors.js';
import { DANGEROUS_NAMES } from './refusal.js';
import { parseStrictForm } from './strict-form.js';
import { parseStrictQuery } from './strict-query.js';

function refusalOf(parse: () => unknown): { code: string; field: string | undefined } {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) {
      throw error;
    }
    return { code: error.code, field: error.fields[0]?.field };
  }
  throw new Error('It was accepted.');
}

describe('strict query strings', () => {
  it.each<[string, Record<string, string>]>([
    ['', {}],
    ['&&', {}],
    ['a=1', { a: '1' }],
    ['a=1&b=2&', { a: '1', b: '2' }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['=b', { '': 'b' }],
    ['a=b=c', { a: 'b=c' }],
    ['pagination.limit=20&a[b]=1&a[]=2', { 'pagination.limit': '20', 'a[b]': '1', 'a[]': '2' }],
    ['q=a+b%20c%2Bd', { q: 'a b c+d' }],
    ['q=%C3%A4%F0%9F%98%80', { q: 'ä😀' }],
    ['q=%2525', { q: '%25' }],
    ['q=a%26b%3Dc', { q: 'a&b=c' }],
    ['a=1&A=2', { a: '1', A: '2' }],
    ['hasOwnProperty=1&toString=2', { hasOwnProperty: '1', toString: '2' }],
  ])('reads %j', (query, expected) => {
    const read = parseStrictQuery(query);
    expect({ ...read }).toEqual(expected);
    expect(Object.getPrototypeOf(read)).toBeNull();
  });

  it.each([
    ['a=%zz', 'query.bad_encoding', 'a'],
    ['a=%', 'query.bad_encoding', 'a'],
    ['a=%4', 'query.bad_encoding', 'a'],
    ['a=%ff', 'query.bad_encoding', 'a'],
    ['a=%c0%af', 'query.bad_encoding', 'a'],
    ['a=%ed%a0%80', 'query.bad_encoding', 'a'],
    ['%ff=1', 'query.bad_encoding', 'query'],
    ['a=%00', 'query.bad_character', 'a'],
    ['a=x%0d%0ay', 'query.bad_character', 'a'],
    ['a=%C2%85', 'query.bad_character', 'a'],
    ['a=%E2%80%AE', 'query.bad_character', 'a'],
    ['a%00=1', 'query.bad_character', 'query'],
    ['a=1&a=2', 'query.duplicate_parameter', 'a'],
    ['a=1&%61=1', 'query.duplicate_parameter', 'a'],
    ['a&a', 'query.duplicate_parameter', 'a'],
    ['__proto__=1', 'query.bad_name', '__proto__'],
    ['%5f_proto__=1', 'query.bad_name', '__proto__'],
    ['constructor=1', 'query.bad_name', 'constructor'],
    ['prototype', 'query.bad_name', 'prototype'],
  ])('refuses %j', (query, code, field) => {
    expect(refusalOf(() => parseStrictQuery(query))).toEqual({ code, field });
  });

  it('reads 100 parameters and no more', () => {
    const query = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=1`).join('&');
    expect(Object.keys(parseStrictQuery(query(100)))).toHaveLength(100);
    const refusal = refusalOf(() => parseStrictQuery(query(101)));
    expect(refusal).toEqual({ code: 'query.too_many_parameters', field: 'query' });
  });

  it('undoes what URLSearchParams does', () => {
    const text = fc
      .string({ unit: 'binary' })
      .filter((value) => !/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(value));
    const name = text.filter((value) => !DANGEROUS_NAMES.has(value));
    fc.assert(
      fc.property(fc.dictionary(name, text, { noNullPrototype: true, maxKeys: 20 }), (record) => {
        expect({ ...parseStrictQuery(new URLSearchParams(record).toString()) }).toEqual(record);
      }),
    );
  });
});

describe('strict forms', () => {
  it('reads a form as a query is read', () => {
    const form = Buffer.from('grant_type=password&username=a%40b.c&password=p+w%C3%A4');
    expect({ ...parseStrictForm(form) }).toEqual({
      grant_type: 'password',
      username: 'a@b.c',
      password: 'p wä',
    });
  });

  it.each([
    ['a=1&a=2', 'body.duplicate_parameter', 'a'],
    ['a=%ff', 'body.bad_encoding', 'a'],
    ['a=\u0000', 'body.bad_character', 'a'],
  ])('refuses %j', (form, code, field) => {
    expect(refusalOf(() => parseStrictForm(Buffer.from(form)))).toEqual({ code, field });
  });

  it('refuses bytes that are not UTF-8', () => {
    const refusal = refusalOf(() => parseStrictForm(Buffer.from([0x61, 0x3d, 0xff])));
    expect(refusal).toEqual({ code: 'body.not_utf8', field: 'body' });
  });
});
