/** As the indexes have it; a line end is in no name and no search. */
export const NAMES = "(coalesce(username, '') || E'\\n' || coalesce(email, ''))";

/** The characters of the names, and each two that follow one another; as the index has it. */
export const NAME_PAIRS = `(
  string_to_array(regexp_replace(${NAMES}, '(..)', E'\\\\1\\n', 'g') || E'\\n' ||
                  regexp_replace(substr(${NAMES}, 2), '(..)', E'\\\\1\\n', 'g'), E'\\n') ||
  string_to_array(${NAMES}, NULL)
)`;

export const ACTIVE =
  'deleted_at IS NULL AND NOT (is_suspended AND (suspended_until IS NULL OR suspended_until > now()))';
