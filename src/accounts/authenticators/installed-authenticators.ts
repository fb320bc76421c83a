// Every kind of authenticator, one line each. Adding one is its folder and a line here.
export { accessTokensAuthenticator } from './access-tokens/access-tokens.authenticator.js';
