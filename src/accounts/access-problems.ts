import { problemKind } from '../platform/http/problem.js';

/** Writing is switched off. */
export const NO_TOKENS_SET = problemKind({
  slug: 'access-tokens-not-set',
  status: 403,
  title: 'Writing is disabled',
  about: 'Writing is disabled: the settings have no `access.tokens`. Add one',
  example: { detail: 'the setting access.tokens is missing: add a token to it', instance: '/rovers/eni-echo' },
});

/** There is no token, or a wrong one. */
export const TOKEN_REQUIRED = problemKind({
  slug: 'access-token-required',
  status: 401,
  title: 'An access token is needed',
  about: 'The request has no token, or one that is not in `access.tokens`.',
  example: { detail: 'send Authorization: Bearer with a token of access.tokens', instance: '/rovers/eni-echo' },
});

/** An address has sent too many of them. */
export const TOO_MANY_WRONG = problemKind({
  slug: 'too-many-wrong-tokens',
  status: 429,
  title: 'Too many wrong tokens',
  about:
    'The token is wrong, and its address has sent more than twenty wrong ones; twenty a minute are forgiven. A right token is always let through: behind a gateway all clients have the same address.',
  example: { detail: 'this address has sent too many wrong tokens', instance: '/rovers/eni-echo' },
});

/** A right token, but of other base paths. */
export const NOT_COVERED = problemKind({
  slug: 'base-path-not-covered',
  status: 403,
  title: 'Base path not covered',
  about:
    'The token is right, but its `basePaths` do not cover a base path that the request would write, or that the version in force has.',
  example: { detail: 'the token team-other may not write /eni/echo/v1', instance: '/rovers/eni-echo' },
});
