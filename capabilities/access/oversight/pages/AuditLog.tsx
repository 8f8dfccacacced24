import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type CallResult, call } from '#platform/http/client.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { saveAs } from '#platform/ui/pages/save-as.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { type AuditEntry, AuditFilters, exportAudit, readAudit } from '../contract-audit.ts'
import { basisWord, moment, type Office, snake } from './office.ts'
import { SealedLog } from './SealedLog.tsx'

type Piece = { csv: string; next: string | null }
type Filters = { accountId: string; act: string; household: string; from: string; to: string }
const nothing: Filters = { accountId: '', act: '', household: '', from: '', to: '' }

/** Who opened which file, when, in which role and why. */
export function AuditLog({ office }: { office: Office }) {
  const [filters, setFilters] = useState(nothing)
  const [entries, setEntries] = useState<AuditEntry[]>()
  const [next, setNext] = useState<string | null>(null)
  const [accounts, setAccounts] = useState<{ id: string; name: string }[]>([])
  const [failed, setFailed] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  useEffect(() => void load(), [])
  const change = (changes: Partial<Filters>) => setFilters({ ...filters, ...changes })

  async function load(after?: string) {
    const asked = usable(filters)
    if (!asked) return setFailed(true)
    const result = await call(office.fetch, readAudit, { query: { ...asked, ...(after ? { after } : {}) } })
    setFailed(result.kind !== 'ok')
    if (result.kind === 'problem' && result.problem.status === 401) office.onSignedOut()
    if (result.kind !== 'ok') return
    setEntries([...(after ? (entries ?? []) : []), ...result.reply.entries])
    setNext(result.reply.next)
    setAccounts(result.reply.accounts)
  }
  async function save() {
    const asked = usable(filters)
    const pieces: string[] = []
    for (let after: string | null = null; ; ) {
      if (!asked) return setFailed(true)
      const result: CallResult<Piece> = await call(office.fetch, exportAudit, { body: { ...asked, after } })
      if (result.kind !== 'ok') return setFailed(true)
      pieces.push(result.reply.csv)
      after = result.reply.next
      if (after === null) break
    }
    saveAs('audit.csv', pieces.join(''))
  }
  return (
    <div class="column">
      <div>
        <h1 tabIndex={-1} ref={heading}>
          {t('audit_title')}
        </h1>
        <p class="hint">{t('audit_hint')}</p>
      </div>
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault()
          void load()
        }}
      >
        <div class="filter-fields">
          <Field id="audit-account" label={t('audit_account')}>
            <select
              id="audit-account"
              value={filters.accountId}
              onChange={(event) => change({ accountId: event.currentTarget.value })}
            >
              <option value="">{t('desk_all')}</option>
              {accounts.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
          <Field id="audit-act" label={t('audit_act')}>
            <select id="audit-act" value={filters.act} onChange={(event) => change({ act: event.currentTarget.value })}>
              <option value="">{t('desk_all')}</option>
              {KNOWN_ACTS.map((act) => (
                <option key={act} value={act}>
                  {actWord(act)}
                </option>
              ))}
            </select>
          </Field>
          <TextField
            id="audit-household"
            label={t('audit_household')}
            value={filters.household}
            onInput={(household) => change({ household })}
          />
          {(['from', 'to'] as const).map((name) => (
            <Field key={name} id={`audit-${name}`} label={t(`desk_${name}`)}>
              <input
                id={`audit-${name}`}
                type="date"
                autocomplete="off"
                value={filters[name]}
                onInput={(event) => change({ [name]: event.currentTarget.value })}
              />
            </Field>
          ))}
        </div>
        <div class="row">
          <button type="submit" class="button button-primary">
            {t('desk_find')}
          </button>
          <button type="button" class="button" onClick={save}>
            <Icon name="save" />
            {t('audit_save')}
          </button>
        </div>
      </form>
      {failed && (
        <Note tone="warn" live>
          {t('audit_failed')}
        </Note>
      )}
      {entries && (entries.length === 0 ? <p class="card">{t('audit_none')}</p> : <Entries entries={entries} />)}
      {next && (
        <div>
          <button type="button" class="button" onClick={() => load(next)}>
            {t('audit_more')}
          </button>
        </div>
      )}
      <SealedLog office={office} />
    </div>
  )
}

function Field({ id, label, children }: { id: string; label: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
    </div>
  )
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <div class="card table-card">
      <table class="queue blocks">
        <thead>
          <tr>
            {(['when', 'who', 'what', 'about', 'why'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`audit_${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, by, role, act, subject, householdId, purpose }) => (
            <tr key={id}>
              <th scope="row" data-label={t('audit_when')} class="numbers nowrap">
                {moment(at)}
              </th>
              <td data-label={t('audit_who')}>
                {by && (
                  <>
                    <bdi>{by}</bdi> ·{' '}
                  </>
                )}
                {rolesWord(role)}
              </td>
              <td data-label={t('audit_what')}>{actWord(act)}</td>
              <td data-label={t('audit_about')}>
                {householdId && subject ? (
                  <a href={`/desk/households/${householdId}`}>
                    <bdi class="code">{subject}</bdi>
                  </a>
                ) : (
                  subject && <bdi>{subject}</bdi>
                )}
              </td>
              <td data-label={t('audit_why')}>{whyWord(purpose)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Only what is filled in; undefined for a day that is none. */
function usable(filters: Filters): AuditFilters | undefined {
  const filled = Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== ''))
  const parsed = AuditFilters.safeParse(filled)
  return parsed.success ? parsed.data : undefined
}

const KNOWN_ACTS = [
  'open-household',
  'find-household',
  'read-household',
  'read-versions',
  'export-with-names',
  'export-pseudonymous',
  'individual-corrected',
  'register-at-desk',
  'sign-in',
  'sign-in-refused',
  'unlock',
  'panic-lock',
  'create-account',
  'close-account',
  'ask-agreement',
  'agree',
  'read-audit',
]
/** An act without a word of its own is told by its code: nothing is left out. */
const actWord = (act: string): string => (KNOWN_ACTS.includes(act) ? t(`audit_act_${snake(act)}`) : act)

const NOBODY = ['self', 'custodians', 'console', 'system']
const rolesWord = (roles: string): string =>
  roles
    .split(' ')
    .map((role) => t(NOBODY.includes(role) ? `audit_by_${role}` : `access_role_${snake(role)}`))
    .join(', ')

const PURPOSES = ['registration', 'correction', 'card-or-phone-lost', 'aid', 'tracing', 'legal-help', 'person-asked']
/** Reasons have words; of an export also the ground and the office. */
function whyWord(text: string): string {
  const [codes = '', ...recipient] = text.split(': ')
  const [purpose = '', basis] = codes.split(' ')
  if (!PURPOSES.includes(purpose)) return text
  const ground = basis && recipient.length > 0 ? ` (${basisWord(basis)})` : ''
  return [`${t(`desk_purpose_${snake(purpose)}`)}${ground}`, ...recipient].join(': ')
}
