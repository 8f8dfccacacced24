/** What happened in a simulated run. Knows nothing of the code under test. */
export type OutboxHistory = {
  /** Kept on a phone: promised to arrive. */
  promised: { id: string; body: string }[]
  /** What phones believed to have arrived. */
  believed: string[]
  /** What lies at the receiver at the end. */
  stored: { id: string; body: string }[]
  /** What still waits on phones at the end, in a good network. */
  waiting: string[]
}

/** Every promise is there once and unchanged, nothing else is, and nobody believes what is not so. */
export function whatIsWrong({ promised, believed, stored, waiting }: OutboxHistory): string[] {
  const wrong = waiting.map((id) => `${id} still waits in a good network`)
  for (const { id, body } of promised) {
    const found = stored.filter((one) => one.id === id)
    if (found.length !== 1) wrong.push(`${id} is there ${found.length} times`)
    else if (found[0]!.body !== body) wrong.push(`${id} has other content`)
    if (!believed.includes(id)) wrong.push(`${id} arrived and its phone does not know`)
  }
  for (const { id } of stored) if (!promised.some((one) => one.id === id)) wrong.push(`${id} was sent by nobody`)
  for (const id of believed) if (!stored.some((one) => one.id === id)) wrong.push(`${id} is believed and not there`)
  return wrong
}
