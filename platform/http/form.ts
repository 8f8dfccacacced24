import type { Timers } from '#platform/base/environment.ts'
import { badInput, wrongMediaType } from '#platform/base/problem.ts'
import { readBytes } from './body.ts'

export const FORM_LIMIT_BYTES = 8 * 1024

/** What a page without scripts sent: the first value of each field. Bounded like every body. */
export async function readForm(request: Request, timers: Timers): Promise<Record<string, string>> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) throw wrongMediaType()
  const fields = new URLSearchParams(new TextDecoder().decode(await readBytes(request, FORM_LIMIT_BYTES, timers)))
  if (fields.size > FIELDS_MAX) throw badInput({ errors: [] })
  const form: Record<string, string> = Object.create(null)
  for (const [name, value] of fields) form[name] ??= value
  return form
}

const FIELDS_MAX = 50
