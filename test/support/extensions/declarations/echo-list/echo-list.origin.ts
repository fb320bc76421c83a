import type { BasePath } from '../../catalogue/base-path.js';
import { BASE_PATH_FORM } from '../../catalogue/base-path-selector.js';
import { DECLARATION_SINKS, type DeclarationSinks } from '../../catalogue/declaration-sink.js';
import { ListSetting } from '../../platform/settings/setting.js';
import type { OriginKind } from '../origin-kind.js';

class EchoListModule {}

/** An origin that declares each of its base paths with an echo block. */
export const echoListOrigin: OriginKind<readonly string[]> = {
  name: 'echo-list',
  precedence: 9,
  setting: {
    key: 'echoed',
    declare: ListSetting({ about: 'Base paths that are echoed.', item: BASE_PATH_FORM, maxItems: 10 }),
    fallback: () => [],
  },
  module: (basePaths, { shared }) => ({
    module: EchoListModule,
    imports: [shared],
    providers: [
      {
        provide: EchoListModule.name,
        inject: [DECLARATION_SINKS],
        useFactory: (sinks: DeclarationSinks) => declareAll(basePaths, sinks),
      },
    ],
  }),
  examine: async (basePaths, { sinks }) => {
    await declareAll(basePaths, sinks);
    return [];
  },
};

function declareAll(basePaths: readonly string[], sinks: DeclarationSinks): Promise<void> {
  const blocks = { echo: { say: 'listed' } };
  const exposures = basePaths.map((each) => ({ basePath: each as BasePath, blocks }));
  return sinks.open('echo-list').declare(new Map([['all', exposures]]));
}
