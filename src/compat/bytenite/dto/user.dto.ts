import { Flag, FreeObject, Id, Instant, Nested, OneOf, Text } from '../../../common/dto-fields.js';

const contact = (description: string, example: string) => Text({ description, example, min: 0, max: 255 });

/** Postal and business contact; members that are not set are empty. */
export class ByteNiteContactDto {
  @contact('Company.', 'ByteNite')
  company: string;

  @contact('Job title.', 'Software Engineer')
  jobTitle: string;

  @contact('Phone number.', '1234567890')
  phoneNumber: string;

  @contact('First line of the address.', '1234 Main St')
  address1: string;

  @contact('Second line of the address.', 'Apt 123')
  address2: string;

  @contact('City.', 'San Francisco')
  city: string;

  @contact('State.', 'CA')
  state: string;

  @contact('Postal code.', '94107')
  zip: string;

  @contact('Country.', 'United States')
  country: string;
}

/** An account as ByteNite shows it. */
export class ByteNiteUserDto {
  @Id({ description: 'UUID.', example: 'acc2e66f-fa31-4e73-9c49-eedee36fcf32' })
  id: string;

  @Instant({ description: 'When it was made.', example: '2020-01-01T00:00:00Z' })
  createdAt: string;

  @Instant({ description: 'The last sign-in; null before the first.', nullable: true, example: null })
  lastLogin: string | null;

  @Text({ description: 'Name to show.', example: 'John Doe', min: 0, max: 128 })
  displayName: string;

  @Text({ description: 'E-mail address.', example: 'john@example.com', min: 0, max: 254 })
  email: string;

  @Text({ description: 'Picture.', example: 'https://example.com/photo.jpg', min: 0, max: 2048 })
  photoUrl: string;

  @Text({ description: 'How they sign in.', example: 'password', max: 64 })
  providerId: string;

  @Flag({ description: 'Whether the address is known to be theirs.', example: true })
  emailVerified: boolean;

  @FreeObject({
    description: "The operator's claims, and `role`: `admin` or `user`.",
    example: { role: 'user' },
  })
  customClaims: Record<string, unknown>;

  @OneOf({ description: 'Role.', values: ['ROLE_ADMIN', 'ROLE_NONE'], example: 'ROLE_NONE' })
  role: string;

  @Text({ description: 'First name.', example: 'John', min: 0, max: 64 })
  firstName: string;

  @Text({ description: 'Last name.', example: 'Doe', min: 0, max: 64 })
  lastName: string;

  @Nested(() => ByteNiteContactDto, { description: 'Contact.' })
  contactInfo: ByteNiteContactDto;
}

export class ByteNiteUserAnswerDto {
  @Nested(() => ByteNiteUserDto, { description: 'The caller.' })
  user: ByteNiteUserDto;
}
