/** What a YAML text may hold. Sizes are bytes, depth counts collections inside each other. */
export interface YamlLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** Values, aliases counted as what they stand for; lines may be twice as many. */
  readonly maxNodes: number;
  /** Anchors, and aliases of them; 0 refuses both. */
  readonly maxAliases: number;
  readonly maxDocuments: number;
  /** Whether escapes such as `\0` may bring in what the text itself may not hold. */
  readonly escapedControls: boolean;
}

/** For files that other people write, with anchors, merge keys and several documents. */
export const FOREIGN_YAML: YamlLimits = {
  maxBytes: 256 * 1024,
  maxDepth: 20,
  maxNodes: 10_000,
  maxAliases: 100,
  maxDocuments: 100,
  escapedControls: false,
};

/** For our own settings file. */
export const SETTINGS_YAML: YamlLimits = {
  maxBytes: 4 * 1024 * 1024,
  maxDepth: 20,
  maxNodes: 250_000,
  maxAliases: 0,
  maxDocuments: 1,
  escapedControls: true,
};

/** Why a text was refused: a stable word, the line (from 1) where known, and a sentence. */
export interface YamlProblem {
  readonly code:
    'SIZE' | 'ENCODING' | 'SYNTAX' | 'DEPTH' | 'NODES' | 'ALIAS' | 'TAG' | 'KEY' | 'DUPLICATE' | 'MULTI_DOC';
  readonly line?: number;
  readonly message: string;
}
