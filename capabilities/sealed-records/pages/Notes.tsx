import { useState } from 'preact/hooks'
import { type Desk, sentenceFor, useReply } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import { Shown, Told } from '#capabilities/registration/desk/pages/Screen.tsx'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { listRecords } from '../contract.ts'
import { type Ready, useClosingText } from './at-desk.ts'
import { HandOver } from './HandOver.tsx'
import { type ListedRecord, type Opened, openSealed } from './sealing.ts'
import { WriteNote } from './WriteNote.tsx'

interface Props {
  desk: Desk
  ready: Ready
  /** One household; without it, everything sealed to whoever is here. */
  subjectId?: string
}

/** That there are notes, who can open each, and what those here can do with them. */
export function Notes({ desk, ready, subjectId }: Props) {
  const query = subjectId ? { subjectId } : {}
  const { state, again } = useReply(desk, subjectId ?? '', () => call(desk.fetch, listRecords, { query }))
  return (
    <>
      <Shown state={state} again={again}>
        {({ records }) =>
          records.length === 0 ? (
            <p class="hint">{t('sealed_none')}</p>
          ) : (
            <ul class="list">
              {records.map((record) => (
                <li key={record.recordId}>
                  <One desk={desk} ready={ready} record={record} again={again} />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {subjectId && ready.here && (
        <details>
          <summary>{t('sealed_write')}</summary>
          <WriteNote desk={desk} ready={ready} subjectId={subjectId} onWritten={again} />
        </details>
      )}
    </>
  )
}

function One({ desk, ready, record, again }: Props & { record: ListedRecord; again: () => Promise<void> }) {
  const [opened, setOpened] = useState<Opened>()
  const [failed, setFailed] = useState<string>()
  useClosingText(desk, opened, () => setOpened(undefined))
  const { keys, here, own } = ready
  const isReader = record.readers.some(({ accountId }) => accountId === keys.accountId)
  const isHere = record.readers.some(({ keyIds }) => own && keyIds.includes(own.keyId))

  async function open() {
    if (!here) return
    const result = await openSealed(here, keys.operationId, record.recordId)
    setOpened(result.kind === 'ok' ? result.reply : undefined)
    setFailed(result.kind === 'ok' ? undefined : sentenceFor(desk, result))
  }
  async function changed() {
    setOpened(undefined)
    await again()
  }
  const names = record.readers.map(({ displayName }) => displayName).join(', ')
  return (
    <div class="stack grow">
      <p>
        <strong>
          {record.caseNumber ? t('sealed_note_on', { number: record.caseNumber }) : t('sealed_complaint')}
        </strong>
        <br />
        <span class="soft small">
          {t('sealed_by', { name: record.author, date: day(record.writtenAt) })}
          <br />
          {t('sealed_readers', { names })}
        </span>
      </p>
      {isReader && !isHere && <Note tone="warn">{t('sealed_other_key')}</Note>}
      <Told failed={failed} />
      {isHere && (
        <div class="row">
          <button type="button" class="button" onClick={opened ? () => setOpened(undefined) : open}>
            {t(opened ? 'sealed_close' : 'sealed_open')}
          </button>
        </div>
      )}
      {opened && <Text opened={opened} />}
      {isHere && (
        <>
          {record.subjectId && record.kind === 'household-note' && desk.may('read-registrations') && (
            <details>
              <summary>{t('sealed_add')}</summary>
              <WriteNote desk={desk} ready={ready} subjectId={record.subjectId} before={record} onWritten={changed} />
            </details>
          )}
          <details>
            <summary>{t('sealed_hand_over')}</summary>
            <HandOver desk={desk} ready={ready} record={record} onDone={changed} />
          </details>
        </>
      )}
    </div>
  )
}

function Text({ opened }: { opened: Opened }) {
  return (
    <div class="stack">
      {opened.rolledBack && (
        <Note tone="stop" live>
          {t('sealed_rolled_back')}
        </Note>
      )}
      {opened.versions.map(({ version, author, writtenAt, text, why }) => (
        <div key={version} class="note info">
          <div>
            <p class="soft small">{t('sealed_by', { name: author, date: day(writtenAt) })}</p>
            {text !== undefined && (
              <p dir="auto" class="sealed-text">
                {text}
              </p>
            )}
            {why !== 'opened' && <p>{t(why === 'altered' ? 'sealed_altered' : 'sealed_other_key')}</p>}
          </div>
        </div>
      ))}
      <p class="hint">{t('sealed_closes')}</p>
    </div>
  )
}
