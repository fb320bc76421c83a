import { provide } from '../platform/injection/token.js';
import type { DynamicModule } from '@nestjs/common';
import type { ExposureBlock } from '../catalogue/exposure-block.js';
import { DECLARATION_SINKS } from '../catalogue/declaration-sink.js';
import { contributed } from '../platform/settings/contributed-setting.js';
import type { ApisSettings } from './apis.settings.js';
import type { OriginContext } from './origin-kind.js';
import { ORIGINS } from './origins.js';
import { ROVERS, Rovers } from './rovers.js';
import { ROVER_YAML, RoverYaml } from './rover-yaml/rover-yaml.js';

/** What the stage is made with. */
export interface DeclarationsModuleOptions {
  readonly settings: ApisSettings;
  /** The folder in which Rovers of the API are stored. */
  readonly dataFolder: string;
  /** Blocks that an exposure may have. */
  readonly blocks: readonly ExposureBlock[];
  /** Provides CATALOGUE, DECLARATION_SINKS and EXPOSURE_WATCHERS. */
  readonly catalogue: DynamicModule;
}

/** Stage 0: what is to be watched comes in, by origins that know nothing of each other. */
export class DeclarationsModule {
  static register({ settings, dataFolder, blocks, catalogue }: DeclarationsModuleOptions): DynamicModule {
    const shared = sharedModule(blocks, catalogue);
    const context: OriginContext = { blocks, dataFolder, shared, maximumBasePaths: settings.maximum };
    // Nest starts modules in this order: Rovers of the API are in force before files are read, so that a file that was
    // added while the service was down takes nothing away from them.
    const origins = ORIGINS.flatMap((origin) => {
      const value = origin.setting && contributed(settings, origin.setting);
      return origin.module(value, context) ?? [];
    });
    return { module: DeclarationsModule, imports: [...origins, catalogue], exports: [catalogue] };
  }
}

class SharedDeclarationsModule {}

/** What origins share: all Rovers, and how they are read and written. */
function sharedModule(blocks: readonly ExposureBlock[], catalogue: DynamicModule): DynamicModule {
  return {
    module: SharedDeclarationsModule,
    imports: [catalogue],
    providers: [
      { provide: ROVER_YAML, useValue: new RoverYaml(blocks) },
      provide(ROVERS, { sinks: DECLARATION_SINKS }, ({ sinks }) => new Rovers(sinks)),
    ],
    exports: [ROVER_YAML, ROVERS, catalogue],
  };
}
