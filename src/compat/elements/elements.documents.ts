/** What paths of applications and their configurations hold, and what is answered when it is not there. */
export const APPLICATION = {
  name: 'nameOrId',
  description: 'Name or id of the application.',
  example: 'chess',
} as const;

export const CONFIGURATION = {
  name: 'configuration',
  description: 'Id, name or unique identifier of the configuration.',
  example: '1234567890123456',
} as const;

export const NOT_FOUND = {
  status: 404,
  code: 'elements.configuration_not_found',
  when: 'There is no such application, or no such configuration of it.',
} as const;

export const EXISTS = {
  status: 409,
  code: 'elements.configuration_exists',
  when: 'The application has a configuration of this kind already.',
} as const;
