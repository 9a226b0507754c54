import type { CodeSample } from './openapi.js';

/** One request, complete but for its token. */
export interface SampleRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: { isForm: boolean; value: unknown };
}

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Stands in the samples where an access token goes. */
export const TOKEN_PLACEHOLDER = 'ACCESS_TOKEN';

/** The same request in four languages; nothing but their standard libraries is needed to run them. */
export function codeSamples(request: SampleRequest): CodeSample[] {
  return [
    { lang: 'Shell', label: 'curl', source: curl(request) },
    { lang: 'JavaScript', label: 'JavaScript', source: javaScript(request) },
    { lang: 'Python', label: 'Python', source: python(request) },
    { lang: 'Go', label: 'Go', source: go(request) },
  ];
}

function curl({ method, url, headers, body }: SampleRequest): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const options = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined
      ? []
      : body.isForm
        ? formFields(body.value).map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`)
        : [`-d ${quoted(pretty(body.value))}`]),
  ];
  return options.join(' \\\n  ');
}

function javaScript({ method, url, headers, body }: SampleRequest): string {
  const encode = body?.isForm === true ? 'new URLSearchParams' : 'JSON.stringify';
  const options = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    ...(Object.keys(headers).length === 0 ? [] : [`headers: ${literal(headers, JAVASCRIPT, 2)}`]),
    ...(body === undefined ? [] : [`body: ${encode}(${literal(body.value, JAVASCRIPT, 2)})`]),
  ];
  const given = options.length === 0 ? '' : `, {\n${options.map((option) => `  ${option},\n`).join('')}}`;
  return [
    `const response = await fetch(${JAVASCRIPT.text(url)}${given});`,
    'console.log(response.status, await response.text());',
  ].join('\n');
}

function python({ method, url, headers, body }: SampleRequest): string {
  const isForm = body?.isForm === true;
  const encode = isForm ? 'urllib.parse.urlencode' : 'json.dumps';
  return [
    ...(body === undefined || isForm ? [] : ['import json']),
    ...(isForm ? ['import urllib.parse'] : []),
    'import urllib.request',
    '',
    'request = urllib.request.Request(',
    `    ${JSON.stringify(url)},`,
    `    method=${JSON.stringify(method)},`,
    ...(Object.keys(headers).length === 0 ? [] : [`    headers=${literal(headers, PYTHON, 4)},`]),
    ...(body === undefined ? [] : [`    data=${encode}(${literal(body.value, PYTHON, 4)}).encode(),`]),
    ')',
    'with urllib.request.urlopen(request) as response:',
    '    print(response.status, response.read().decode())',
  ].join('\n');
}

function go({ method, url, headers, body }: SampleRequest): string {
  const sent = body?.isForm === true ? { ...headers, 'Content-Type': FORM_TYPE } : headers;
  const text =
    body === undefined
      ? undefined
      : body.isForm
        ? new URLSearchParams(formFields(body.value)).toString()
        : pretty(body.value);
  const literal = text === undefined || text.includes('`') ? JSON.stringify(text) : `\`${text}\``;
  return [
    'package main\n\nimport (\n\t"fmt"\n\t"io"\n\t"net/http"',
    ...(text === undefined ? [] : ['\t"strings"']),
    ')\n\nfunc main() {',
    ...(text === undefined ? [] : [`\tbody := strings.NewReader(${literal})`]),
    `\trequest, err := http.NewRequest(${JSON.stringify(method)}, ${JSON.stringify(url)}, ${text === undefined ? 'nil' : 'body'})`,
    '\tif err != nil {\n\t\tpanic(err)\n\t}',
    ...Object.entries(sent).map(
      ([name, value]) => `\trequest.Header.Set(${JSON.stringify(name)}, ${JSON.stringify(value)})`,
    ),
    '\tresponse, err := http.DefaultClient.Do(request)',
    '\tif err != nil {\n\t\tpanic(err)\n\t}',
    '\tdefer response.Body.Close()',
    '\tanswer, err := io.ReadAll(response.Body)',
    '\tif err != nil {\n\t\tpanic(err)\n\t}',
    '\tfmt.Println(response.Status, string(answer))\n}',
  ].join('\n');
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function formFields(value: unknown): [string, string][] {
  return Object.entries(value as Record<string, unknown>).map(([name, field]) => [name, String(field)]);
}

/** How a language writes data. */
interface Notation {
  indent: number;
  words: readonly [nothing: string, yes: string, no: string];
  text: (text: string) => string;
  name: (name: string) => string;
}

const JAVASCRIPT: Notation = {
  indent: 2,
  words: ['null', 'true', 'false'],
  text: (text) => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`,
  name: (name) => (/^[a-z_$][\w$]*$/i.test(name) ? name : JAVASCRIPT.text(name)),
};
const PYTHON: Notation = {
  indent: 4,
  words: ['None', 'True', 'False'],
  text: (text) => JSON.stringify(text),
  name: (name) => JSON.stringify(name),
};

function literal(value: unknown, notation: Notation, indent: number): string {
  if (value === null || typeof value === 'boolean') {
    return notation.words[value === null ? 0 : value ? 1 : 2];
  }
  if (typeof value !== 'object') {
    return typeof value === 'string' ? notation.text(value) : JSON.stringify(value);
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inside = indent + notation.indent;
  const members = Object.entries(value).map(([name, member]) => {
    const key = Array.isArray(value) ? '' : `${notation.name(name)}: `;
    return `${' '.repeat(inside)}${key}${literal(member, notation, inside)},\n`;
  });
  return members.length === 0 ? open + close : `${open}\n${members.join('')}${' '.repeat(indent)}${close}`;
}
