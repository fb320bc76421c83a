import type { YamlDocument } from '../../platform/yaml/bounded-yaml.js';
import type { SettingPath } from '../../platform/settings/setting-path.js';
import { mapping, type Mapping } from './exposure-kind.js';

const ROVER_LIST = 'RoverList';

/** A position: the document, and the keys that lead there. */
export interface Place {
  readonly document: YamlDocument;
  readonly path: SettingPath;
}

/** A document of a file, or one item of a list in it. */
export interface FoundDocument {
  readonly value: unknown;
  readonly place: Place;
}

/** The position some keys further on. */
export function below({ document, path }: Place, ...steps: SettingPath): Place {
  return { document, path: [...path, ...steps] };
}

/**
 * What a document holds: itself, or the items of a list, in lists of lists too, as `kubectl get rovers -o yaml` writes
 * them. The items of a list of one kind need not repeat `kind` and `apiVersion`. A list without `items` holds none.
 */
export function* documentsIn(place: Place, value: unknown): Generator<FoundDocument> {
  const list = mapping(value);
  const isList = list?.['kind'] === 'List' || isRoverList(list);
  const items = isList ? (list['items'] ?? []) : undefined;
  if (!Array.isArray(items)) return yield { value, place };
  for (const [index, item] of items.entries())
    yield* documentsIn(below(place, 'items', index), isRoverList(list) ? inherited(item, list) : item);
}

/** Whether a mapping is a list of Rovers; one whose items are not a list is a mistake. */
export function isRoverList(value: Mapping | undefined): value is Mapping {
  return value?.['kind'] === ROVER_LIST;
}

function inherited(item: unknown, { apiVersion }: Mapping): unknown {
  const rover = mapping(item);
  return rover && { ...rover, kind: rover['kind'] ?? 'Rover', apiVersion: rover['apiVersion'] ?? apiVersion };
}
