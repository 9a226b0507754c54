import { FreeObject, Flag, NestedList, Text, Whole } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { APPLICATION_NAME } from '../elements.patterns.js';
import { Formed } from '../../../common/dto-fields.js';
import { ID_EXAMPLE, optional } from './fields.js';

const nullable = { nullable: true, max: 2_048, min: 0 } as const;
const link = () => Text({ description: 'Always null.', example: null, ...nullable });

/** An application. */
export class ElementsApplicationDto {
  @Text({ description: 'Id.', example: ID_EXAMPLE, max: 24 })
  id: string;

  @Text({ description: 'Name.', example: 'chess', max: 64 })
  name: string;

  @Text({ description: 'What it is.', example: 'A game of chess', ...nullable })
  description: string | null;

  @link()
  scriptRepoUrl: string | null;

  @link()
  httpDocumentationUrl: string | null;

  @link()
  httpDocumentationUiUrl: string | null;

  @link()
  httpTunnelEndpointUrl: string | null;

  @FreeObject({ description: 'Always null.', example: null, nullable: true })
  attributes: Record<string, unknown> | null;

  @FreeObject({ description: 'Always null.', example: null, nullable: true })
  applicationConfiguration: Record<string, unknown> | null;
}

/** A page of applications. */
export class ElementsApplicationPageDto {
  @Whole({ description: 'Applications before the first of this page.', min: 0, max: 10_000, example: 0 })
  offset: number;

  @Whole({ description: 'All applications.', min: 0, max: 2_147_483_647, example: 1 })
  total: number;

  @Flag({ description: 'Always false.', example: false })
  approximation: boolean;

  @NestedList(() => ElementsApplicationDto, { description: 'The applications of this page.' })
  objects: ElementsApplicationDto[];
}

/** A new application, or what one is to be from now on. */
@IgnoresUnknownMembers()
export class ElementsApplicationRequestDto {
  @Formed({
    description: 'Name.',
    example: 'chess',
    pattern: APPLICATION_NAME,
    message: 'has letters, digits and _, two or more, and does not begin with _',
  })
  name: string;

  @Text({ description: 'What it is.', example: 'A game of chess', max: 1024, min: 0, ...optional })
  description?: string | null;
}
