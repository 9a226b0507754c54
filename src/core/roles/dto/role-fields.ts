import { PERMISSION_PATTERN } from '../../../authorization/permissions.js';
import { Formed, Text, TextList } from '../../../common/dto-fields.js';

const MAX_PERMISSIONS = 1_000;

/** Names are seen by people and by other services; none may look like an id. */
export const RoleName = (options: { optional?: boolean } = {}) =>
  Formed({
    description: 'Name: 1 to 64 characters, unique in any letter case.',
    example: 'support',
    pattern: /^(?!rol_[A-Za-z0-9]{16}$)\S(.{0,62}\S)?$/u,
    message: 'has 1 to 64 characters, no blank at its ends, and is not shaped like an id',
    ...options,
  });

export const Description = (options: { optional?: boolean } = { optional: true }) =>
  Text({
    description: 'What it is for.',
    example: 'People at the help desk.',
    max: 500,
    nullable: true,
    ...options,
  });

export const PermissionText = (options: { optional?: boolean } = {}) =>
  Formed({
    description:
      'A permission: `verb:resource`, in lower-case letters, digits, `-` and `_`, the resource also with `.`.',
    example: 'read:invoices',
    pattern: PERMISSION_PATTERN,
    message: 'is verb:resource in lower-case letters, digits, - and _, the resource also with .',
    ...options,
  });

export const PermissionTexts = (options: { optional?: boolean } = {}) =>
  TextList({
    description: 'Permissions, each `verb:resource`.',
    example: ['read:users'],
    max: MAX_PERMISSIONS,
    pattern: PERMISSION_PATTERN,
    message: 'each is verb:resource in lower-case letters, digits, - and _, the resource also with .',
    ...options,
  });
