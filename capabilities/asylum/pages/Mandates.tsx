import { useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { day } from '#capabilities/registration/desk/pages/labels.ts'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Choose } from '#platform/ui/pages/Choose.tsx'
import { DayField } from '#platform/ui/pages/DayField.tsx'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { addMandate, endMandate, openMandates } from '../contract-people.ts'
import type { Changed, ClaimFile } from './Claim.tsx'
import { sentenceOf } from './refusing.ts'

type Given = { desk: Desk; file: ClaimFile; changed: Changed }
type Opened = ReplyOf<typeof openMandates>['mandates']

/** Who acts for the person: facts first; names when somebody asks for them, which leaves its trace. */
export function Mandates({ desk, file, changed }: Given) {
  const [opened, setOpened] = useState<Opened>()
  const params = { id: file.claim.id }
  const mayAct = desk.may('lodge-claims')
  async function open() {
    const result = await call(desk.fetch, openMandates, { params, body: {} })
    if (result.kind === 'ok') setOpened(result.reply.mandates)
    else await changed({ failed: sentenceOf(desk, result) })
  }
  async function end(mandateId: string) {
    const result = await call(desk.fetch, endMandate, { params, body: { mandateId, until: file.today } })
    await changed(result.kind === 'ok' ? { done: t('asylum_mandate_ended') } : { failed: sentenceOf(desk, result) })
  }
  return (
    <section class="card stack">
      <h2>{t('asylum_mandates')}</h2>
      {file.mandates.length === 0 && <p class="hint">{t('asylum_no_mandates')}</p>}
      <ul class="list">
        {file.mandates.map(({ id, kind, from, until }) => {
          const known = opened?.find((each) => each.id === id)
          return (
            <li key={id}>
              <span class="grow">
                <b>{t(`asylum_mandate_${kind}`)}</b> ·{' '}
                <bdi>
                  {day(from)} – {until ? day(until) : '…'}
                </bdi>
                {known && (
                  <>
                    <br />
                    <bdi>{known.name}</bdi>
                    {known.contact && (
                      <>
                        {' · '}
                        <bdi>{known.contact}</bdi>
                      </>
                    )}
                  </>
                )}
              </span>
              {mayAct && until === null && from <= file.today && (
                <button
                  type="button"
                  class="button"
                  aria-label={`${t('asylum_mandate_end')}: ${t(`asylum_mandate_${kind}`)}`}
                  onClick={() => end(id)}
                >
                  {t('asylum_mandate_end')}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {mayAct && file.mandates.length > 0 && !opened && (
        <div>
          <button type="button" class="button" onClick={open}>
            <Icon name="eye" />
            {t('asylum_mandates_open')}
          </button>
          <p class="hint">{t('asylum_mandates_open_hint')}</p>
        </div>
      )}
      {mayAct && <AddMandate {...{ desk, file, changed }} />}
    </section>
  )
}

function AddMandate({ desk, file, changed }: Given) {
  const [id] = useState(() => desk.newId())
  const [kind, setKind] = useState<ClaimFile['mandates'][number]['kind']>('lawyer')
  const [from, setFrom] = useState(file.today)
  const [name, setName] = useState('')
  const [contact, setContact] = useState('')
  const [error, setError] = useState<string>()
  async function save(event: Event) {
    event.preventDefault()
    setError(name.trim() === '' ? t('asylum_mandate_name_missing') : undefined)
    if (name.trim() === '') return
    const result = await call(desk.fetch, addMandate, {
      params: { id: file.claim.id },
      body: { id, kind, from, until: null, name: name.trim(), contact: contact.trim() || null },
    })
    await changed(result.kind === 'ok' ? { done: t('asylum_mandate_added') } : { failed: sentenceOf(desk, result) })
  }
  return (
    <details key={file.mandates.length}>
      <summary>{t('asylum_mandate_add')}</summary>
      <form class="stack" onSubmit={save} noValidate>
        <Choose
          id="mandate-kind"
          label={t('asylum_mandate_what')}
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
        >
          {(['lawyer', 'representative', 'guardian'] as const).map((each) => (
            <option key={each} value={each}>
              {t(`asylum_mandate_${each}`)}
            </option>
          ))}
        </Choose>
        <TextField id="mandate-name" label={t('asylum_mandate_name')} value={name} error={error} onInput={setName} />
        <TextField id="mandate-contact" label={t('asylum_mandate_contact')} value={contact} onInput={setContact} />
        <DayField id="mandate-from" label={t('desk_from')} value={from} onChange={setFrom} />
        <div>
          <button type="submit" class="button button-primary">
            {t('asylum_mandate_add')}
          </button>
        </div>
      </form>
    </details>
  )
}
