import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { type Config, ConfigError } from '../../config.ts';
import { CatalogueFile } from './entry.ts';

const variable = 'INKSTONE_MODELS_FILE';

/** What the operator says of models; nothing where there is no such file and none was named. Throws `ConfigError`. */
export function readOperatorCatalogue({ path, isNamed }: Config['modelsFile']): CatalogueFile {
  const text = textOf(path, isNamed);
  if (text === null) return {};
  const result = z.safeParse(CatalogueFile, jsonIn(text, path));
  if (result.success) return result.data;
  throw new ConfigError(variable, `${path}: ${problemOf(result.error.issues[0])}`);
}

function textOf(path: string, isNamed: boolean): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    if (code === 'ENOENT' && !isNamed) return null;
    throw new ConfigError(variable, `${path} cannot be read (${code}); name a file that you may read`, {
      cause,
    });
  }
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(variable, `${path} is no JSON; see docs/models.md for its shape`, { cause });
  }
}

/** Where it is, as `dashscope.0.price.asOf`, and what is wrong there. */
function problemOf(issue: z.core.$ZodIssue | undefined): string {
  const place = issue?.path.join('.') || 'the file itself';
  const wrong =
    issue?.code === 'unrecognized_keys' ? `has ${issue.keys.join(', ')}, which is not known` : 'does not fit';
  return `${place} ${wrong}; see docs/models.md for what would be right`;
}
