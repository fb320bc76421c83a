import type { OriginKind } from '../origin-kind.js';

/** The registration of the API by which Rovers are sent, listed and withdrawn. */
export const roverApiOrigin: OriginKind = {
  name: 'api',
  precedence: 1,
  module: async (_, context) =>
    (await import('./rover-api.module.js')).RoverApiModule.register(roverApiOrigin, context),
};
