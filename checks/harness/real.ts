import type { Role } from '#capabilities/access/model.ts'
import type { TestDesk } from './desk.ts'

/** Makes an operation of a test desk a real one, once these roles are signed in: what practice forgives is then refused. */
export async function makeReal(desk: TestDesk, operationId: string, roles: Role[]): Promise<void> {
  for (const role of roles) await desk.call('GET', '/access/me', { as: role, in: operationId })
  await desk.fresh.asOwner((client) =>
    client.query('update operation set practice = false where id = $1', [operationId]),
  )
}
