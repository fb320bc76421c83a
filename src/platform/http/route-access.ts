/** Who may use a route: `open` is anybody, `token` is who holds an access token. */
export type RouteAccess = 'open' | 'token';

const declared = new WeakMap<object, RouteAccess>();

/** Declares who may use a controller's routes, or one of them; the method's word counts more than the class's. */
export function Access(access: RouteAccess): ClassDecorator & MethodDecorator {
  return (target: object, _property?: string | symbol, descriptor?: PropertyDescriptor) => {
    declared.set(descriptor ? (descriptor.value as object) : target, access);
  };
}

/** Who may use the route of a method; undefined where nobody has said so. */
export function accessTo(controller: object, method: object): RouteAccess | undefined {
  return declared.get(method) ?? declared.get(controller);
}
