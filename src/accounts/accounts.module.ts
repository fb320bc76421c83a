import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { CLOCK } from '../platform/clock/clock.js';
import { provide } from '../platform/injection/token.js';
import { contributed } from '../platform/settings/contributed-setting.js';
import { LOG } from '../platform/telemetry/log.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { ACCESS_CONTROL, AccessControl } from './access-control.js';
import { AccessGuard } from './access.guard.js';
import type { AccessSettings } from './access.settings.js';
import { AUTHENTICATORS } from './authenticators/authenticators.js';
import { AccountsMetrics } from './accounts.metrics.js';
import { RouteCheck } from './route-check.service.js';
import { WrongTokens } from './wrong-tokens.js';

/** Who may do what. Its guard checks every route of the application. */
export class AccountsModule {
  static register(settings: AccessSettings): DynamicModule {
    return {
      module: AccountsModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        provide(ACCESS_CONTROL, { clock: CLOCK, registry: METRICS, log: LOG }, ({ clock, registry, log }) => {
          const metrics = new AccountsMetrics(registry);
          const wrongTokens = new WrongTokens(clock, () => metrics.forgotAddress());
          const authenticators = AUTHENTICATORS.map(({ setting, create }) =>
            create(contributed(settings, setting), { clock, log }),
          );
          return new AccessControl(authenticators, wrongTokens, (outcome) => metrics.decided(outcome));
        }),
        { provide: APP_GUARD, useClass: AccessGuard },
        RouteCheck,
      ],
      exports: [ACCESS_CONTROL],
    };
  }
}
