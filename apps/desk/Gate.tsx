import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Failed } from '#capabilities/registration/desk/pages/Screen.tsx'
import { Bones } from '#platform/ui/pages/Bones.tsx'

/** The pages of a gate, with all they simulate: fetched by those who keep one, when they open it. */
export function Gate({ desk }: { desk: Desk }) {
  const [state, setState] = useState<{ Pages?: ComponentType<{ desk: Desk }>; isLost: boolean }>({ isLost: false })
  const load = () =>
    import('#capabilities/gate/pages/GatePages.tsx').then(
      ({ GatePages }) => setState({ Pages: GatePages, isLost: false }),
      () => setState({ isLost: true }),
    )
  useEffect(() => void load(), [])
  if (state.Pages) return <state.Pages desk={desk} />
  return state.isLost ? <Failed why="offline" again={load} /> : <Bones lines={6} />
}

/** Whether an address within the desk is one of these pages. */
export const isGatePath = (path: string): boolean => path === '/gate' || path === '/gate/plan'
