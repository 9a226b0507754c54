import { ApplicationName, Description } from './application-fields.js';

/** A change of an application: members left out stay. */
export class UpdateApplicationDto {
  @ApplicationName({ optional: true })
  name?: string;

  @Description()
  description?: string | null;
}
