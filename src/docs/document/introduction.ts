/** What readers of the document should know before its first operation. */
export const INTRODUCTION = `Users, sessions and roles in one service over PostgreSQL.

**Try it here:** press *Authorize*, sign in with a user name and a password, and execute any operation below.

- JSON in and out. A request with a member that is not described is refused, so a misspelt one is never overlooked.
- Every refusal is a problem document (RFC 9457) with a stable \`code\` and the \`requestId\` that the log has too; under \`/oauth\` it is what RFC 6749 says.
- Lists come in pages: pass \`nextCursor\` of an answer as \`cursor\` of the next request.
- \`{userId}\` takes an id, a user name, an e-mail address, or \`me\`.
- Each operation says which permission it needs, as text and as \`x-permissions\`; both are read from the rule that is enforced. What an
  API key needs besides, for rows of its owner, is \`x-key-permissions\`.
- A revoked session, a suspended account and a changed role count from the next request on.`;
