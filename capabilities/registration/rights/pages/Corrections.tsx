import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import { useClosingNames } from '../../desk/pages/closing-names.ts'
import { type Desk, sentenceFor, useReply } from '../../desk/pages/desk.ts'
import { birthWord, day } from '../../desk/pages/labels.ts'
import { Shown, Title, Told } from '../../desk/pages/Screen.tsx'
import { isChildBand } from '../../model.ts'
import { nationalityWord, needsWords, relationWord, sexWord } from '../../pages/phone/person-words.ts'
import { acceptCorrection, answerCorrection, listCorrections, openCorrection } from '../contract-desk.ts'
import { answerReasons, type CorrectionChange } from '../model.ts'

type Waiting = ReplyOf<typeof listCorrections>['corrections'][number]
type Opened = ReplyOf<typeof openCorrection>

/** What people asked to put right, oldest first; each opens alone, and the people see that it was opened. */
export function Corrections({ desk }: { desk: Desk }) {
  const { state, again } = useReply(desk, 'corrections', () => call(desk.fetch, listCorrections, {}))
  const [done, setDone] = useState<string>()
  return (
    <div class="column">
      <div>
        <Title words={t('corrections_title')}>{t('corrections_title')}</Title>
        <p class="hint">{t('corrections_hint')}</p>
      </div>
      <Told done={done} />
      <Shown state={state} again={again}>
        {({ corrections }) =>
          corrections.length === 0 ? (
            <p class="card">{t('corrections_none')}</p>
          ) : (
            corrections.map((correction) => (
              <One
                key={correction.id}
                {...{ desk, correction }}
                onDone={async () => {
                  setDone(t('corrections_answered'))
                  await again()
                }}
              />
            ))
          )
        }
      </Shown>
    </div>
  )
}

function One({ desk, correction, onDone }: { desk: Desk; correction: Waiting; onDone: () => Promise<void> }) {
  const [opened, setOpened] = useState<Opened>()
  const [failed, setFailed] = useState<string>()
  useClosingNames(desk, opened, () => setOpened(undefined))
  const params = { id: correction.id }
  async function open() {
    const result = await call(desk.fetch, openCorrection, { params, body: {} })
    if (result.kind === 'ok') setOpened(result.reply)
    else setFailed(sentenceFor(desk, result))
  }
  async function accept(version: number) {
    const result = await call(desk.fetch, acceptCorrection, { params, body: { version } })
    if (result.kind === 'ok') await onDone()
    else setFailed(sentenceFor(desk, result))
  }
  async function answer(reason: (typeof answerReasons)[number]) {
    const result = await call(desk.fetch, answerCorrection, { params, body: { reason } })
    if (result.kind === 'ok') await onDone()
    else setFailed(sentenceFor(desk, result))
  }
  return (
    <article class="card card-lamp stack">
      <h2>
        <a href={`/desk/households/${correction.groupId}`}>
          <bdi class="code">{correction.caseNumber}</bdi>
        </a>
      </h2>
      <p class="soft">{t('corrections_asked', { day: day(correction.receivedAt) })}</p>
      <Told failed={failed} />
      {opened ? (
        <>
          <Asked opened={opened} />
          <div class="row">
            {opened.change && opened.person && (
              <button
                type="button"
                class="button button-primary"
                onClick={() => void accept(opened.person?.version ?? 0)}
              >
                {t('corrections_accept')}
              </button>
            )}
          </div>
          <h3>{t('corrections_answer')}</h3>
          <div class="row">
            {answerReasons.map((reason) => (
              <button key={reason} type="button" class="button" onClick={() => void answer(reason)}>
                {t(`corrections_answer_${reason.replaceAll('-', '_')}`)}
              </button>
            ))}
          </div>
        </>
      ) : (
        <div class="row">
          <button type="button" class="button button-primary" onClick={open}>
            {t('corrections_open')}
          </button>
        </div>
      )}
    </article>
  )
}

function Asked({ opened: { person, sex, nationality, change } }: { opened: Opened }) {
  if (!change) return <p>{t('corrections_unreadable')}</p>
  const now = person && {
    name: person.name ?? '',
    birth: person.birth,
    relation: person.relation,
    needs: person.needs,
    sex,
    nationality,
  }
  const facts = [
    [t('corrections_person'), person?.name ?? t('desk_name_unknown')],
    [t('corrections_now'), now ? inWords({ field: change.field, value: now[change.field] } as CorrectionChange) : '–'],
    [t('corrections_wanted'), inWords(change)],
  ] as const
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function inWords(change: CorrectionChange): string {
  const label = t(`registration_${change.field}_label`)
  const value = {
    name: () => String(change.value),
    birth: () => (change.field === 'birth' ? birthWord(change.value) : ''),
    relation: () => (change.field === 'relation' ? relationWord(change.value) : ''),
    needs: () => (change.field === 'needs' ? needsWords(change.value) : ''),
    sex: () => (change.field === 'sex' ? sexWord(change.value, !isChildBand('18-59')) : ''),
    nationality: () => (change.field === 'nationality' ? nationalityWord(change.value, language.value.locale) : ''),
  }[change.field]()
  return `${label}: ${value || '–'}`
}
