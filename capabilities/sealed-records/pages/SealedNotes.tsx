import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Failed } from '#capabilities/registration/desk/pages/Screen.tsx'
import type { Random } from '#platform/base/environment.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { useSealing } from './at-desk.ts'
import { Notes } from './Notes.tsx'

/** The notes on one household, at the foot of its page. */
export function SealedNotes({ desk, random, subjectId }: { desk: Desk; random: Random; subjectId: string }) {
  const { state, again } = useSealing(desk, random)
  return (
    <section class="card stack">
      <h2>{t('sealed_title')}</h2>
      <p class="hint">{t('sealed_hint')}</p>
      {state.kind === 'loading' && <Bones />}
      {state.kind === 'failed' && <Failed why={state.why} again={again} />}
      {state.kind === 'ready' && (
        <>
          {!state.ready.here && <Note tone="warn">{t('sealed_no_storage')}</Note>}
          {state.ready.here && !state.ready.own && (
            <Note>
              <a href="/desk/sealed">{t('sealed_no_key')}</a>
            </Note>
          )}
          <Notes desk={desk} ready={state.ready} subjectId={subjectId} />
        </>
      )}
    </section>
  )
}
