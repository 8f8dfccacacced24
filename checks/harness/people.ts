import { makeHousehold } from './household.ts'
import type { TestWorld } from './server.ts'

/** People of the practice office, and what they and its desk ask about them. */
export function peopleOf(world: () => TestWorld) {
  const office = () => world().practice.authority
  const ask = async <R extends object>(text: string, ...values: unknown[]): Promise<R[]> =>
    (await world().fresh.asOwner((client) => client.query(text, values))).rows as R[]

  async function registered(names = ['Wideline Tès', 'Junior Tès', 'Rosa Tès']) {
    const { operationId, invitation } = office()
    const { intakePublicKey } = (await world().world.keyring.find(operationId))!
    const made = await makeHousehold({ operationId, intakePublicKey, invitation, names })
    const { status } = await world().post('/api/registrations', made.entry)
    if (status !== 200) throw new Error(`a household was not received: ${status}`)
    const [row] = await ask<{ group_id: string }>('select group_id from intake_entry where id = $1', made.entry.id)
    return { ...made, groupId: row!.group_id, ids: made.entry.people.map(({ id }) => id) }
  }

  return {
    ask,
    registered,
    async opened(names?: string[]) {
      const made = await registered(names)
      await world().openSealed(office().operationId)
      return made
    },
    unlock: () => world().post('/api/access/unlock', { operationId: office().operationId, custodians: [] }),
    // biome-ignore lint/suspicious/noExplicitAny: what came back is looked at by the test, whatever it is.
    async own(path: string, body: object): Promise<{ status: number; json: any }> {
      const response = await world().post(`/api/registrations/${path}`, body)
      return { status: response.status, json: await response.json() }
    },
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    async desk(cookie: string, path: string, body?: object): Promise<{ status: number; json: any }> {
      const url = `/api/desk/${path}`
      const response = await (body ? world().post(url, body, cookie) : world().request(url, { cookie }))
      return { status: response.status, json: await response.json() }
    },
  }
}
