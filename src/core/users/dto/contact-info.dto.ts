import type { ContactInfo } from '../../../authorization/account.js';
import { Text } from '../../../common/dto-fields.js';

const member = (description: string, example: string) =>
  Text({ description, example, max: 255, optional: true, nullable: true });

/** Postal and business contact. In a change, members left out stay and null clears. */
export class ContactInfoDto implements Partial<ContactInfo> {
  @member('Company.', 'Analytical Engines Ltd')
  company: string | null;

  @member('Job title.', 'Mathematician')
  jobTitle: string | null;

  @member('Phone number at work, kept as sent.', '+44 20 7946 0000')
  phoneNumber: string | null;

  @member('First line of the address.', '12 St James Square')
  address1: string | null;

  @member('Second line of the address.', 'Second floor')
  address2: string | null;

  @member('City.', 'London')
  city: string | null;

  @member('State or province.', 'Greater London')
  state: string | null;

  @member('Postal code.', 'SW1Y 4JH')
  zip: string | null;

  @member('Country.', 'United Kingdom')
  country: string | null;
}
