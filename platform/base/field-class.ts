import type * as z from 'zod/mini'

/**
 * How much a field may hurt the person it is about (design.md section 5). Every leaf of every reply carries one:
 * `public` anyone may know it; `fact` kept in clear for boards and figures; `secret` opens something;
 * the others name or describe a person and are never in clear at rest.
 */
export type FieldClass = 'public' | 'fact' | 'secret' | 'identity' | 'contact' | 'needs'

const registry = new WeakMap<object, FieldClass>()

/** Marks a schema, and all leaves beneath it that carry no mark of their own. */
export function classed<S extends z.ZodMiniType>(fieldClass: FieldClass, schema: S): S {
  // A fresh copy, so that marking a shared schema in one place does not mark it everywhere.
  const copy = schema.clone() as S
  registry.set(copy, fieldClass)
  return copy
}

/** Marks a field that can name or describe a person. */
export const personal = <S extends z.ZodMiniType>(fieldClass: 'identity' | 'contact' | 'needs', schema: S): S =>
  classed(fieldClass, schema)

export const classOf = (schema: object): FieldClass | undefined => registry.get(schema)

export type ClassedLeaf = { path: string; fieldClass: FieldClass | undefined }

/** All leaves of a schema with their classes: tests hold every reply to having one. */
export function listLeaves(schema: z.ZodMiniType, path = '', inherited?: FieldClass): ClassedLeaf[] {
  const own = classOf(schema) ?? inherited
  const def = schema._zod.def as unknown as Record<string, unknown> & { type: string }
  const below = (child: unknown, name: string) =>
    listLeaves(child as z.ZodMiniType, path ? `${path}.${name}` : name, own)
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape as object).flatMap(([name, child]) => below(child, name))
    case 'array':
      return below(def.element, '[]')
    case 'record':
      return below(def.valueType, '*')
    case 'tuple':
      return (def.items as unknown[]).flatMap((child, index) => below(child, String(index)))
    case 'union':
      return (def.options as unknown[]).flatMap((child) => listLeaves(child as z.ZodMiniType, path, own))
    case 'optional':
    case 'nullable':
    case 'readonly':
    case 'default':
      return listLeaves(def.innerType as z.ZodMiniType, path, own)
    default:
      return [{ path, fieldClass: own }]
  }
}
