import { ApplicationName, Description } from './application-fields.js';

/** A new application. */
export class CreateApplicationDto {
  @ApplicationName()
  name: string;

  @Description()
  description?: string | null;
}
