import { isUtf8 } from 'node:buffer';
import { visit, type JSONPath, type JSONVisitor } from 'jsonc-parser';
import { DANGEROUS_NAMES, refusal } from './refusal.js';
import { hasBadCharacter, hasBadCharacterInLines } from './strict-text.js';

export interface JsonLimits {
  maxDepth: number;
  /** Members of all objects together. */
  maxMembers: number;
  /** Elements of one array. */
  maxElements: number;
  /** Names of members whose text may have line ends and tabs, at any depth. */
  multilineMembers: ReadonlySet<string>;
}

export const JSON_LIMITS: JsonLimits = {
  maxDepth: 20,
  maxMembers: 1000,
  maxElements: 1000,
  multilineMembers: new Set(),
};

/**
 * Reads a JSON body more strictly than `JSON.parse`: UTF-8 without errors and byte order mark, no member twice, no
 * member that reaches a prototype, no number beyond a double, no bad character (`hasBadCharacter`) in any string.
 * @throws InvalidRequestError naming the member, or `body` for the whole
 */
export function parseStrictJson(body: Buffer, limits: JsonLimits = JSON_LIMITS): unknown {
  if (!isUtf8(body)) {
    throw refusal('body', 'body.not_utf8', 'The body is not valid UTF-8.');
  }
  const text = body.toString('utf8');
  // Before anything that calls itself: the parser's stack grows with the depth.
  refuseDepth(text, limits.maxDepth);
  visit(text, inspection(limits), { disallowComments: true, allowTrailingComma: false });
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

function refuseDepth(text: string, maxDepth: number): void {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (isInString) {
      if (character === 0x5c /* \ */) {
        index += 1;
      } else if (character === 0x22 /* " */) {
        isInString = false;
      }
    } else if (character === 0x22) {
      isInString = true;
    } else if (character === 0x7b /* { */ || character === 0x5b /* [ */) {
      depth += 1;
      if (depth > maxDepth) {
        throw refusal('body', 'body.too_deep', `The body is nested more than ${maxDepth} levels deep.`);
      }
    } else if (character === 0x7d /* } */ || character === 0x5d /* ] */) {
      depth -= 1;
    }
  }
}

/** An object that is being read, with the names it had so far, or an array with the number of its elements. */
interface Container {
  names: Set<string> | null;
  elements: number;
}

function inspection(limits: JsonLimits): JSONVisitor {
  const containers: Container[] = [];
  let members = 0;

  const countElement = (path: () => JSONPath): void => {
    const container = containers.at(-1);
    if (container?.names !== null) {
      return;
    }
    container.elements += 1;
    if (container.elements > limits.maxElements) {
      const message = `There are more than ${limits.maxElements} elements.`;
      throw refusal(pathText(path().slice(0, -1)), 'body.too_many_elements', message);
    }
  };

  return {
    onObjectBegin: (_offset, _length, _line, _character, path) => {
      countElement(path);
      containers.push({ names: new Set(), elements: 0 });
    },
    onArrayBegin: (_offset, _length, _line, _character, path) => {
      countElement(path);
      containers.push({ names: null, elements: 0 });
    },
    onObjectEnd: () => void containers.pop(),
    onArrayEnd: () => void containers.pop(),
    onObjectProperty: (name, _offset, _length, _line, _character, path) => {
      const names = containers.at(-1)?.names;
      members += 1;
      if (members > limits.maxMembers) {
        throw refusal('body', 'body.too_many_members', `There are more than ${limits.maxMembers} members.`);
      }
      if (hasBadCharacter(name)) {
        throw badCharacter(path());
      }
      if (DANGEROUS_NAMES.has(name)) {
        throw refusal(pathText([...path(), name]), 'body.bad_name', 'No member may have this name.');
      }
      if (names?.has(name)) {
        throw refusal(pathText([...path(), name]), 'body.duplicate_key', 'This member is there twice.');
      }
      names?.add(name);
    },
    onLiteralValue: (value: unknown, _offset, _length, _line, _character, path) => {
      countElement(path);
      if (typeof value === 'string' && hasBadCharacter(value)) {
        const name = path().at(-1);
        const isMultiline = typeof name === 'string' && limits.multilineMembers.has(name);
        if (!isMultiline || hasBadCharacterInLines(value)) {
          throw badCharacter(path());
        }
      }
      if (value === Infinity || value === -Infinity) {
        throw refusal(pathText(path()), 'body.bad_number', 'The number is too large.');
      }
    },
    onError: () => {
      throw notJson();
    },
  };
}

function notJson() {
  return refusal('body', 'body.not_json', 'The body is not valid JSON.');
}

function badCharacter(path: JSONPath) {
  return refusal(pathText(path), 'body.bad_character', 'There is a character that is not allowed.');
}

function pathText(path: JSONPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? 'body' : text.replace(/^\./, '');
}
