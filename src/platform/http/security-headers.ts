/** Headers that every answer carries, as a flat list of names and values. */
export const SECURITY_HEADERS = ['x-content-type-options', 'nosniff'] as const;
