import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accessTo } from '../platform/http/route-access.js';
import { ACCESS_CONTROL, type AccessControl } from './access-control.js';
import type { Principal } from './principal.js';
import { RouteWithoutAccessError } from './route-check.service.js';

const principals = new WeakMap<object, Principal>();

/** Guards every route. A route needs a token unless it is declared open; one without any declaration is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(@Inject(ACCESS_CONTROL) private readonly control: AccessControl) {}

  canActivate(context: ExecutionContext): boolean {
    const access = accessTo(context.getClass(), context.getHandler());
    if (access === 'open') return true;
    if (access !== 'token') throw new RouteWithoutAccessError([context.getHandler().name]);
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const decision = this.control.admit({ authorization: request.headers.authorization, address: request.ip });
    if (decision.granted) {
      principals.set(request, decision.principal);
      return true;
    }
    const reply = http.getResponse<FastifyReply>();
    const { refusal, retryAfterSeconds } = decision;
    if (refusal.kind.status === 401) void reply.header('www-authenticate', 'Bearer');
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    throw refusal;
  }
}

/** Who sent a request that the guard has let through to a route that needs a token. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (!principal) throw new RouteWithoutAccessError([request.routeOptions.url ?? request.url]);
  return principal;
}
