import { isConsoleKey } from '#capabilities/access/custody/server/unlocking.ts'
import type { DeskServices } from '#capabilities/registration/desk/server/work.ts'
import type { World } from './world.ts'

/** What the registration desk needs of a world, for its routes and for the command line. */
export const deskServicesOf = ({
  vault,
  names,
  keyring,
  intake,
  refusals,
  serverKey,
  oversight,
}: World): DeskServices => ({
  vault,
  oversight,
  names,
  keysOf: keyring.find,
  statusIndices: intake.statusIndices,
  refusals,
  isConsoleKey: (given) => isConsoleKey(serverKey, given),
})
