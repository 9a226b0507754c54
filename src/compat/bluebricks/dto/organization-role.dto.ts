import { Text } from '../../../common/dto-fields.js';

/** A role. */
export class BluebricksOrganizationRoleDto {
  @Text({ description: 'Its id.', example: 'rol_Administrator001', max: 20 })
  id: string;

  @Text({ description: 'Its name.', example: 'admin', max: 64 })
  name: string;

  @Text({ description: 'What it is for.', example: 'Everything, on every account.', min: 0, max: 1000 })
  description: string;
}
