import { useEffect, useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { acknowledgeAlarm, listAlarms } from '../contract.ts'
import { type AlarmNote, alarmNotes } from '../model.ts'
import type { OnTold } from './Oversight.tsx'
import { failureOf, moment, type Office, snake, useList } from './office.ts'

type Alarm = ReplyOf<typeof listAlarms>['alarms'][number]

interface Props {
  office: Office
  onTold: OnTold
  /** How many nobody has looked at. */
  onCounted: (open: number) => void
}

/** What somebody should look at, and how looking into it ended. */
export function Alarms({ office, onTold, onCounted }: Props) {
  const { reply, again } = useList(office, listAlarms)
  useEffect(() => {
    if (reply) onCounted(reply.open)
  }, [reply])

  async function close({ id }: Alarm, note: AlarmNote) {
    const result = await call(office.fetch, acknowledgeAlarm, { params: { id }, body: { note } })
    if (result.kind === 'ok') onTold({ tone: 'ok', words: t('oversight_done') })
    else if (result.kind === 'problem' && result.problem.status === 404)
      onTold({ tone: 'warn', words: t('oversight_alarm_is_own') })
    else onTold({ tone: 'warn', words: failureOf(office, result) })
    await again()
  }
  return (
    <section class="card stack">
      <h2>{t('oversight_alarms')}</h2>
      {reply?.alarms.length === 0 && <p class="hint">{t('oversight_alarms_none')}</p>}
      {reply?.alarms.map((alarm) => (
        <OneAlarm key={alarm.id} office={office} alarm={alarm} onClose={(note) => close(alarm, note)} />
      ))}
    </section>
  )
}

function OneAlarm({
  office,
  alarm,
  onClose,
}: {
  office: Office
  alarm: Alarm
  onClose: (note: AlarmNote) => Promise<void>
}) {
  const [note, setNote] = useState<AlarmNote>('expected-work')
  const { id, kind, at, by, facts, acknowledgedAt, acknowledgedBy } = alarm
  const householdId = typeof facts.householdId === 'string' ? facts.householdId : undefined
  return (
    <Note tone={acknowledgedAt ? 'info' : kind === 'names-exported' ? 'warn' : 'stop'}>
      <p class="strong">{t(`oversight_alarm_${snake(kind)}`)}</p>
      <p>
        {moment(at)}
        {by && (
          <>
            {' '}
            · <bdi>{t('oversight_alarm_by', { name: by })}</bdi>
          </>
        )}
        {typeof facts.recipient === 'string' && (
          <>
            {' '}
            · <bdi>{facts.recipient}</bdi>
          </>
        )}
        {householdId && office.may('read-registrations') && (
          <>
            {' '}
            · <a href={`/desk/households/${householdId}`}>{t('oversight_see_household')}</a>
          </>
        )}
      </p>
      {acknowledgedAt ? (
        <p class="hint">
          {t(`oversight_note_${snake(alarm.note ?? 'expected-work')}`)} · <bdi>{acknowledgedBy}</bdi>,{' '}
          {moment(acknowledgedAt)}
        </p>
      ) : (
        <div class="row">
          <label class="label" for={`note-${id}`}>
            {t('oversight_note')}
          </label>
          <select id={`note-${id}`} value={note} onChange={(event) => setNote(event.currentTarget.value as AlarmNote)}>
            {alarmNotes.map((code) => (
              <option key={code} value={code}>
                {t(`oversight_note_${snake(code)}`)}
              </option>
            ))}
          </select>
          <button type="button" class="button" onClick={() => onClose(note)}>
            {t('oversight_close_alarm')}
          </button>
        </div>
      )}
    </Note>
  )
}
