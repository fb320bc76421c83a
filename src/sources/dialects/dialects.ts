import { apisix } from './apisix.js';
import type { Dialect } from './dialect.js';
import { envoy } from './envoy.js';
import { envoyGrpc } from './envoy-grpc.js';
import { haproxy } from './haproxy.js';
import { ingressNginx } from './ingress-nginx.js';
import { istio } from './istio.js';
import { kong } from './kong.js';
import { kongLegacy } from './kong-legacy.js';
import { krakend } from './krakend.js';
import { linkerd } from './linkerd.js';
import { linkerdRoutes } from './linkerd-routes.js';
import { nginxVts } from './nginx-vts.js';
import { openshiftRouter } from './openshift-router.js';
import { otel } from './otel.js';
import { skipper } from './skipper.js';
import { springCloudGateway } from './spring-cloud-gateway.js';
import { springMvc } from './spring-mvc.js';
import { traefik } from './traefik.js';
import { tyk } from './tyk.js';
import { tykOtel } from './tyk-otel.js';

/** Every gateway we know, one line each. */
export const DIALECTS: readonly Dialect[] = [
  kong,
  kongLegacy,
  envoy,
  envoyGrpc,
  istio,
  linkerd,
  linkerdRoutes,
  ingressNginx,
  traefik,
  skipper,
  haproxy,
  openshiftRouter,
  nginxVts,
  apisix,
  tyk,
  tykOtel,
  krakend,
  springCloudGateway,
  springMvc,
  otel,
];
