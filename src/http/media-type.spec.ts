import { describe, expect, it } from 'vitest';
import { bodyFormat } from './media-type.js';

describe('media types of bodies', () => {
  it.each([
    ['application/json', 'json'],
    ['Application/JSON', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/json;charset="UTF-8"', 'json'],
    ['application/json;', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['application/x-www-form-urlencoded; charset=utf-8', 'form'],
    [undefined, null],
    ['', null],
    ['application/json; charset=utf-16', null],
    ['application/json; charset="utf-8', null],
    ['application/json; boundary=x', null],
    ['application/json, text/plain', null],
    ['application/json-patch+json', null],
    ['application/problem+json', null],
    ['application/jsonx', null],
    ['text/json', null],
    ['text/plain', null],
    ['multipart/form-data; boundary=x', null],
    ['constructor', null],
    ['*/*', null],
  ])('takes %j for %j', (contentType, format) => {
    expect(bodyFormat(contentType)).toBe(format);
  });
});
