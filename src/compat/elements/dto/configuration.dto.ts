import { Nested, Secret, Text, TextList } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { ElementsApplicationDto } from './application.dto.js';
import { ID_EXAMPLE, optional } from './fields.js';

/** Which application a configuration is of. */
@IgnoresUnknownMembers()
export class ElementsParentDto {
  @Text({ description: 'Id of the application.', example: ID_EXAMPLE, max: 255, ...optional })
  id?: string | null;

  @Text({ description: 'Name of the application.', example: 'chess', max: 255, ...optional })
  name?: string | null;
}

const parent = () => Nested(() => ElementsParentDto, { description: 'The application, by id or name.' });
const category = (value: string) => Text({ description: 'Its kind.', example: value, max: 64, ...optional });

/** A new or changed configuration for Facebook. */
@IgnoresUnknownMembers()
export class ElementsFacebookConfigurationRequestDto {
  @category('FACEBOOK')
  category?: string | null;

  @parent()
  parent: ElementsParentDto;

  @Text({ description: 'App id.', example: '1234567890123456', max: 255 })
  applicationId: string;

  @Secret({
    description: 'App secret; needed for a new one, kept when a change leaves it out.',
    example: '0123456789abcdef0123456789abcdef',
    max: 1024,
    ...optional,
  })
  applicationSecret?: string | null;
}

/** A new or changed configuration for Firebase. */
@IgnoresUnknownMembers()
export class ElementsFirebaseConfigurationRequestDto {
  @category('FIREBASE')
  category?: string | null;

  @parent()
  parent: ElementsParentDto;

  @Text({ description: 'Project id.', example: 'chess-1234', max: 255 })
  projectId: string;

  @Secret({
    description: 'Taken for the sake of clients and not kept: ID tokens are verified with public keys.',
    example: '{}',
    max: 16_384,
    ...optional,
  })
  serviceAccountCredentials?: string | null;
}

/** A new or changed configuration for Google or Apple. */
@IgnoresUnknownMembers()
export class ElementsClientsConfigurationRequestDto {
  @category('GOOGLE')
  category?: string | null;

  @parent()
  parent: ElementsParentDto;

  @TextList({ description: 'Identity tokens are for one of these clients.', example: ['chess-web'], max: 20 })
  clientIds: string[];
}

/** A provider configuration of an application; never with a secret. */
export class ElementsConfigurationDto {
  @Text({ description: 'Id.', example: ID_EXAMPLE, max: 24 })
  id: string;

  @Text({ description: 'Its kind.', example: 'FACEBOOK', max: 64 })
  category: string;

  @Text({ description: 'What the provider calls the application.', example: '1234567890123456', max: 255 })
  uniqueIdentifier: string;

  @Nested(() => ElementsApplicationDto, { description: 'The application.' })
  parent: ElementsApplicationDto;
}

/** A configuration for Facebook. */
export class ElementsFacebookConfigurationDto extends ElementsConfigurationDto {
  @Text({ description: 'App id.', example: '1234567890123456', max: 255 })
  applicationId: string;

  @Text({ description: 'Always null: secrets do not come back.', example: null, max: 255, nullable: true })
  applicationSecret: string | null;

  @TextList({ description: 'Always empty.', example: [], max: 100 })
  builtinApplicationPermissions: string[];
}

/** A configuration for Firebase. */
export class ElementsFirebaseConfigurationDto extends ElementsConfigurationDto {
  @Text({ description: 'Project id.', example: 'chess-1234', max: 255 })
  projectId: string;

  @Text({ description: 'Always null.', example: null, max: 255, nullable: true })
  serviceAccountCredentials: string | null;
}

/** A configuration for Google or Apple. */
export class ElementsClientsConfigurationDto extends ElementsConfigurationDto {
  @TextList({ description: 'Identity tokens are for one of these clients.', example: ['chess-web'], max: 20 })
  clientIds: string[];
}
