import { useState } from 'preact/hooks'
import { type Desk, sentenceFor } from '#capabilities/registration/desk/pages/desk.ts'
import { Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { TEXT_BYTES_MAX } from '#platform/sealed/record.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import type { Ready } from './at-desk.ts'
import { KeyChanged, type ListedRecord, RECOVERY, writeSealed } from './sealing.ts'

interface Props {
  desk: Desk
  ready: Ready
  subjectId: string
  /** Adds to this one, for the same readers; otherwise a new note. */
  before?: ListedRecord
  onWritten: () => Promise<void>
}

/** A text that is sealed in this browser before anything is sent. */
export function WriteNote({ desk, ready, subjectId, before, onWritten }: Props) {
  const { keys, here } = ready
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>(ready.own ? [keys.accountId] : [])
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const id = before ? `sealed-${before.recordId}` : 'sealed-new'
  const officers = keys.officers.filter(({ receives }) => receives.includes('household-note'))
  const accountIds = before ? before.readers.map(({ accountId }) => accountId) : chosen

  if (keys.recovery.length === 0) return <Note tone="warn">{t('sealed_no_recovery')}</Note>
  async function send(event: Event) {
    event.preventDefault()
    if (!here || text.trim() === '') return setTold({ failed: t('sealed_text_missing') })
    if (new TextEncoder().encode(text).length > TEXT_BYTES_MAX) return setTold({ failed: t('sealed_text_long') })
    if (accountIds.length === 0) return setTold({ failed: t('sealed_for_missing') })
    const recordId = before?.recordId ?? desk.newId()
    const draft = { recordId, kind: 'household-note' as const, subjectId, text, accountIds }
    try {
      const result = await writeSealed(here, keys, before ? { ...draft, before } : draft)
      if (result.kind !== 'ok') return setTold({ failed: sentenceFor(desk, result) })
      setText('')
      setTold({ done: t('sealed_written') })
      await onWritten()
    } catch (error) {
      if (!(error instanceof KeyChanged)) throw error
      const name = officers.find(({ accountId }) => accountId === error.ownerId)?.displayName
      setTold({ failed: t('sealed_changed_what', { name: name ?? t('sealed_recovery_name') }) })
      if (error.ownerId === RECOVERY) await onWritten()
    }
  }
  return (
    <form class="form" onSubmit={send}>
      <div class="field">
        <label for={`${id}-text`}>{t('sealed_text')}</label>
        <textarea
          id={`${id}-text`}
          dir="auto"
          rows={4}
          autocomplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      {!before && (
        <fieldset class="field">
          <legend>{t('sealed_for')}</legend>
          {officers.map(({ accountId, displayName }) => (
            <label key={accountId} class="row">
              <input
                type="checkbox"
                checked={chosen.includes(accountId)}
                onChange={(event) =>
                  setChosen(
                    event.currentTarget.checked ? [...chosen, accountId] : chosen.filter((each) => each !== accountId),
                  )
                }
              />
              <bdi>{displayName}</bdi>
            </label>
          ))}
        </fieldset>
      )}
      <Told {...told} />
      <button type="submit" class="button">
        {t('sealed_seal')}
      </button>
    </form>
  )
}
