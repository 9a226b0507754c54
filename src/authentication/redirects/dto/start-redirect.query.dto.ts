import { Text } from '../../../common/dto-fields.js';

/** Where a redirect sign-in is to end. */
export class StartRedirectQuery {
  @Text({
    description:
      'Where to go in the end: a path at our own origin, or a URL there or in `RETURN_URLS`. It gets `code`, or `error` and `error_code`.',
    max: 2048,
    example: 'https://app.example.com/signed-in',
  })
  returnTo: string;

  @Text({
    description: 'Id or name of the application that is signed in to.',
    max: 255,
    optional: true,
    example: 'shop',
  })
  applicationId?: string;
}
