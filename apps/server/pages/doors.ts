import type { Role } from '#capabilities/access/model.ts'
import type { IconName } from '#platform/ui/icons.ts'

/** What was reported from Tapachula in October 2021, as the doors quote it (docs/glossary.md, "The situation"). */
export const situation = { walkers: 3_000, waiting: 55_000, seekers: 77_000 }

/** A way in from the first page of practice: a link, or one press that signs in to a role of an operation. */
export type Door = { name: string; icon: IconName } & (
  | { kind: 'link'; address: string }
  | { kind: 'sign-in'; role: Role; operation: 'journey' | 'authority'; next: '/desk/' | '/field/' }
)

/** Only what works today; a door is added with the capability behind it. Texts: `front_door_<name>`, `…_why`. */
export const doors: readonly Door[] = [
  { name: 'organiser', icon: 'qr', kind: 'sign-in', role: 'organiser', operation: 'journey', next: '/desk/' },
  { name: 'volunteer', icon: 'camera', kind: 'sign-in', role: 'volunteer', operation: 'journey', next: '/field/' },
  { name: 'coordinator', icon: 'family', kind: 'sign-in', role: 'coordinator', operation: 'journey', next: '/desk/' },
  { name: 'registrar', icon: 'pen', kind: 'sign-in', role: 'registrar', operation: 'journey', next: '/desk/' },
  { name: 'shelter', icon: 'bed', kind: 'sign-in', role: 'registrar', operation: 'authority', next: '/desk/' },
  { name: 'verifier', icon: 'card', kind: 'link', address: '/verify/' },
  { name: 'status', icon: 'clock', kind: 'link', address: '/status' },
]

/** Where real work is done nothing is one press away. */
export const realDoors: readonly Door[] = [
  { name: 'verifier', icon: 'card', kind: 'link', address: '/verify/' },
  { name: 'status', icon: 'clock', kind: 'link', address: '/status' },
  { name: 'desk', icon: 'pen', kind: 'link', address: '/desk/' },
  { name: 'field', icon: 'camera', kind: 'link', address: '/field/' },
]
