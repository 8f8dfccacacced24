import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import type { Failure, Loaded } from './desk.ts'

/** A screen's heading takes the focus when it opens, so that a reader starts there. */
export function Title({ children, words }: { children: ComponentChildren; words: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${words} · Posada`
  }, [words])
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  )
}

/** Loading, failed, or what was asked for. */
export function Shown<T>({
  state,
  again,
  title,
  children,
}: {
  state: Loaded<T>
  again: () => void
  /** For a screen that knows its own heading only from the reply. */
  title?: string
  children: (reply: T) => ComponentChildren
}) {
  if (state.kind === 'loading') return <Bones lines={6} />
  if (state.kind === 'failed')
    return (
      <>
        {title && <Title words={title}>{title}</Title>}
        <Failed why={state.why} again={again} />
      </>
    )
  return <>{children(state.reply)}</>
}

export function Failed({ why, again }: { why: Failure; again: () => void }) {
  return (
    <Note
      tone={why === 'denied' || why === 'missing' ? 'info' : 'warn'}
      icon={why === 'locked' ? 'lock' : undefined}
      live
    >
      <p>{t(`desk_failed_${why}`)}</p>
      {(why === 'offline' || why === 'other') && (
        <button type="button" class="button" onClick={again}>
          {t('desk_try_again')}
        </button>
      )}
    </Note>
  )
}

/** What an act said: done, or why not. */
export function Told({ done, failed }: { done?: string | undefined; failed?: string | undefined }) {
  if (failed)
    return (
      <Note tone="warn" live>
        {failed}
      </Note>
    )
  return done ? (
    <Note tone="ok" live>
      {done}
    </Note>
  ) : null
}
