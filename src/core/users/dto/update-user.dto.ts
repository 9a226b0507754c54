import { AccountMembersDto } from './account-members.dto.js';

/** A change of an account: members left out stay, null clears. `email`, `emailVerified` and `customClaims` need `update:users`. */
export class UpdateUserDto extends AccountMembersDto {}
