import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Failed } from '#capabilities/registration/desk/pages/Screen.tsx'
import { Bones } from '#platform/ui/pages/Bones.tsx'

/** The planner, with all it simulates: fetched by those who plan, when they open it. It asks the server for nothing else. */
export function Planner({ desk }: { desk: Desk }) {
  const [state, setState] = useState<{ Page?: ComponentType<{ desk: Desk }>; isLost: boolean }>({ isLost: false })
  const load = () =>
    import('#capabilities/planning/pages/PlannerPage.tsx').then(
      ({ PlannerPage }) => setState({ Page: PlannerPage, isLost: false }),
      () => setState({ isLost: true }),
    )
  useEffect(() => void load(), [])
  if (state.Page) return <state.Page desk={desk} />
  return state.isLost ? <Failed why="offline" again={load} /> : <Bones lines={6} />
}
