import * as z from 'zod/mini';
import { ModelFacts } from '../../../protocol/model-facts.ts';
import { ProviderKind } from '../../../protocol/models.ts';

/** `on`, `off`: thinking can be switched, and is so if nothing is said. `only`: always. `none`: never. */
const Thinking = z.enum(['on', 'off', 'only', 'none']);

/** What is said of the models whose names fit. What is absent is left to entries further down. */
export const CatalogueEntry = z.strictObject({
  /** A model's name; `*` stands for anything. Case does not count. */
  match: z.string().check(z.minLength(1), z.maxLength(200)),
  /** Where it holds: hosts, `*` standing for anything. Absent: everywhere. */
  hosts: z.optional(z.array(z.string().check(z.minLength(1)))),
  thinking: z.optional(Thinking),
  /** Whether marks in a prompt say what of it is to be kept for the next (`cache_control`). */
  cacheMarks: z.optional(z.boolean()),
  ...z.partial(ModelFacts).shape,
  /** For whoever reads the file. */
  comment: z.optional(z.string()),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** Entries by the kind of server, the particular before the general. */
export const CatalogueFile = z.partialRecord(ProviderKind, z.array(CatalogueEntry));
export type CatalogueFile = z.infer<typeof CatalogueFile>;
