import { FreeObject, Text, WebUrl } from '../../../common/dto-fields.js';

const optional = { optional: true, nullable: true } as const;

export const ProfileName = (options: { optional?: boolean } = optional) =>
  Text({
    description: 'Name to show within the application.',
    example: 'Countess',
    max: 128,
    nullable: true,
    ...options,
  });

export const ProfileImage = (options: { optional?: boolean } = optional) =>
  WebUrl({ description: 'Picture.', example: 'https://example.com/ada.png', nullable: true, ...options });

export const Metadata = (field: { description?: string; optional?: boolean; nullable?: boolean } = {}) =>
  FreeObject({
    description: 'Whatever the application keeps about them, at most 16 KiB.',
    example: { level: 7 },
    ...field,
  });
