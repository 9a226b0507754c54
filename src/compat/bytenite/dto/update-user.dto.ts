import { Nested, Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

// As in every message of this API, null counts as left out.
const optional = { optional: true, nullable: true, min: 0 } as const;
const contact = (description: string, example: string) =>
  Text({ description, example, max: 255, ...optional });

/** A change of the contact; members left out stay, empty ones are cleared. */
export class UpdateByteNiteContactDto {
  @contact('Company.', 'ByteNite')
  company?: string | null;

  @contact('Job title.', 'Software Engineer')
  jobTitle?: string | null;

  @contact('Phone number.', '1234567890')
  phoneNumber?: string | null;

  @contact('First line of the address.', '1234 Main St')
  address1?: string | null;

  @contact('Second line of the address.', 'Apt 123')
  address2?: string | null;

  @contact('City.', 'San Francisco')
  city?: string | null;

  @contact('State.', 'CA')
  state?: string | null;

  @contact('Postal code.', '94107')
  zip?: string | null;

  @contact('Country.', 'United States')
  country?: string | null;
}

/** A change of the caller; members left out stay, empty ones are cleared. */
@IgnoresUnknownMembers()
export class UpdateByteNiteUserDto {
  @Text({ description: 'First name.', example: 'John', max: 64, ...optional })
  firstName?: string | null;

  @Text({ description: 'Last name.', example: 'Doe', max: 64, ...optional })
  lastName?: string | null;

  @Nested(() => UpdateByteNiteContactDto, {
    description: 'Contact, merged member by member.',
    optional: true,
    nullable: true,
  })
  contactInfo?: UpdateByteNiteContactDto | null;
}
