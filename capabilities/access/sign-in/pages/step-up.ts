import { signal } from '@preact/signals'
import type { ProblemBody } from '#platform/base/problem.ts'
import type { Fetch } from '#platform/http/client.ts'

/** Somebody waits for the answer: whether they have shown who they are. */
export type Asked = { answer: (steppedUp: boolean) => void }

/**
 * A fetch for every screen of the desk: where the server wants to know once more who this is, the sheet opens, and what
 * was wanted is sent again. No screen needs to know. Bodies are text, so that they can be sent twice.
 */
export function createStepUp(fetch: Fetch) {
  const asked = signal<Asked | undefined>(undefined)
  let waiting: Promise<boolean> | undefined
  let steps = 0

  /** Several calls refused at once open one sheet. */
  function ask(): Promise<boolean> {
    waiting ??= new Promise<boolean>((resolve) => {
      asked.value = { answer: resolve }
    }).then((steppedUp) => {
      asked.value = undefined
      waiting = undefined
      if (steppedUp) steps++
      return steppedUp
    })
    return waiting
  }

  const fetchWithStepUp: Fetch = async (url, init) => {
    const stepsBefore = steps
    const response = await fetch(url, init)
    // A step-up changes the cookie; what was under way with the old one is sent again.
    if (response.status === 401 && steps !== stepsBefore) return fetch(url, init)
    if (response.status !== 403 || !(await wantsStepUp(response)) || !(await ask())) return response
    return fetch(url, init)
  }
  return { asked, fetch: fetchWithStepUp }
}

async function wantsStepUp(response: Response): Promise<boolean> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return false
  const { type } = (await response.clone().json()) as ProblemBody
  return type.endsWith(':step-up-needed')
}
