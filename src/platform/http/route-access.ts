/** Who may use a route: `open` is anyone, `token` is any holder of an access token. */
export type RouteAccess = 'open' | 'token';

const declared = new WeakMap<object, RouteAccess>();

/** Declares who may use a controller's routes, or one of them; the method's declaration overrides the class's. */
export function Access(access: RouteAccess): ClassDecorator & MethodDecorator {
  return (target: object, _property?: string | symbol, descriptor?: PropertyDescriptor) => {
    declared.set(descriptor ? (descriptor.value as object) : target, access);
  };
}

/** Who may use the route of a method; undefined if that is not declared. */
export function accessTo(controller: object, method: object): RouteAccess | undefined {
  return declared.get(method) ?? declared.get(controller);
}
