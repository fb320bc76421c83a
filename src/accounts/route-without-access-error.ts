/** Routes of which nobody has said who may use them. A fault of ours: the service does not start with one. */
export class RouteWithoutAccessError extends Error {
  readonly code = 'HEARTBEAT_ROUTE_WITHOUT_ACCESS';

  constructor(readonly routes: readonly string[]) {
    super(`declare by @Access who may use ${routes.join(', ')}`);
    this.name = 'RouteWithoutAccessError';
  }
}
