import type * as z from 'zod/mini'
import type { Chance } from '#platform/base/chance.ts'

/** What a string of a schema may be: the first of these, in an order chance decides, that the schema takes. */
export type Strings = readonly string[]

/** A value the schema takes, or one close to it; chance decides how long lists are and which way unions go. */
export function sampleOf(
  schema: z.ZodMiniType,
  chance: Chance,
  strings: Strings,
  /** What fits a field of this name; most often one of these is taken. */
  fitting: ReadonlyMap<string, Strings> = new Map(),
): unknown {
  const def = schema._zod.def as unknown as Record<string, unknown> & { type: string }
  const below = (child: unknown) => sampleOf(child as z.ZodMiniType, chance, strings, fitting)
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape as object).flatMap(([name, child]) => {
          const fits = fitting.get(name)
          const value = fits && fits.length > 0 && chance.happens(0.9) ? chance.pick(fits) : below(child)
          return value === undefined ? [] : [[name, value]]
        }),
      )
    case 'array':
      return takenOr(schema, () => Array.from({ length: chance.between(0, 3) }, () => below(def.element)))
    case 'record': {
      const entry = () => [chance.pick(strings), below(def.valueType)]
      return Object.fromEntries(Array.from({ length: chance.between(0, 2) }, entry))
    }
    case 'union':
      return below(chance.pick(def.options as unknown[]))
    case 'nullable':
      return chance.happens(0.3) ? null : below(def.innerType)
    case 'optional':
      return chance.happens(0.4) ? undefined : below(def.innerType)
    case 'default':
    case 'readonly':
      return below(def.innerType)
    case 'pipe':
      return below(def.in)
    case 'literal':
      return chance.pick(def.values as unknown[])
    case 'enum':
      return chance.pick(Object.values(def.entries as object))
    case 'null':
      return null
    case 'boolean':
      return chance.happens(0.5)
    case 'number':
    case 'int':
      return takenOr(schema, () => chance.pick([0, 1, 2, 3, 7, 30, 1990, 2021]))
    case 'string':
      return takenOr(schema, () => chance.pick(strings))
    case 'unknown':
      return chance.pick<unknown>([null, 1, 'text', {}, []])
    default:
      throw new Error(`no sample is known for a schema of type ${def.type}`)
  }
}

const TRIES = 40

/** A string or number that passes what the schema asks beyond its type, as far as these tries find one. */
function takenOr(schema: z.ZodMiniType, make: () => unknown): unknown {
  let made = make()
  for (let i = 0; i < TRIES && !schema.safeParse(made).success; i++) made = make()
  return made
}
