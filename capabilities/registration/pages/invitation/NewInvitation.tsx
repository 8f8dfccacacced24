import { useSignal } from '@preact/signals'
import { ErrorSummary, type FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { INVITATION_DAYS_MAX, INVITATION_QUOTA_MAX } from '../../contract-invitation.ts'

/** As the server takes it. */
export interface Wanted {
  id: string
  label: string
  siteId: string | null
  quota: number
  days: number
}

interface Props {
  sites: readonly { id: string; name: string }[]
  newId: () => string
  /** True once it is made; the form keeps what was typed otherwise. */
  onCreate: (wanted: Wanted) => Promise<boolean>
}

const empty = { label: '', siteId: '', quota: '1000', days: '14' }

/** The form of a new invitation. */
export function NewInvitation({ sites, newId, onCreate }: Props) {
  const typed = useSignal(empty)
  // One id for one wish: pressing again after a lost answer makes no second invitation.
  const id = useSignal(newId())
  const errors = useSignal<FieldError[]>([])
  const set = (field: keyof typeof empty) => (value: string) => {
    typed.value = { ...typed.value, [field]: value }
  }
  const errorAt = (field: string) => errors.value.find((error) => error.field === field)?.message

  async function submit(event: Event) {
    event.preventDefault()
    const { label, siteId, quota, days } = typed.value
    errors.value = check(typed.value)
    if (errors.value.length > 0) return
    const wanted = { id: id.value, label: label.trim(), siteId: siteId || null }
    if (await onCreate({ ...wanted, quota: Number(quota), days: Number(days) })) {
      typed.value = empty
      id.value = newId()
    }
  }

  return (
    <form class="card form" onSubmit={submit} noValidate>
      <h2>{t('invitation_new')}</h2>
      <ErrorSummary errors={errors.value} />
      <TextField
        id="invitation-label"
        label={t('invitation_label')}
        hint={t('invitation_label_hint')}
        value={typed.value.label}
        error={errorAt('invitation-label')}
        onInput={set('label')}
      />
      {sites.length > 0 && (
        <div class="field">
          <label for="invitation-site">{t('invitation_site')}</label>
          <select
            id="invitation-site"
            value={typed.value.siteId}
            onChange={(event) => set('siteId')(event.currentTarget.value)}
          >
            <option value="">{t('invitation_whole')}</option>
            {sites.map((site) => (
              <option key={site.id} value={site.id}>
                {site.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <TextField
        id="invitation-quota"
        label={t('invitation_quota')}
        hint={t('invitation_quota_hint')}
        inputMode="numeric"
        value={typed.value.quota}
        error={errorAt('invitation-quota')}
        onInput={set('quota')}
      />
      <TextField
        id="invitation-days"
        label={t('invitation_days')}
        inputMode="numeric"
        value={typed.value.days}
        error={errorAt('invitation-days')}
        onInput={set('days')}
      />
      <div>
        <button type="submit" class="button button-primary">
          {t('invitation_create')}
        </button>
      </div>
    </form>
  )
}

function check({ label, quota, days }: typeof empty): FieldError[] {
  const wrong: FieldError[] = []
  const add = (field: string, key: string) => wrong.push({ field: `invitation-${field}`, message: t(key) })
  if (label.trim().length === 0 || label.trim().length > 80) add('label', 'invitation_label_missing')
  if (!isWhole(quota, INVITATION_QUOTA_MAX)) add('quota', 'invitation_quota_wrong')
  if (!isWhole(days, INVITATION_DAYS_MAX)) add('days', 'invitation_days_wrong')
  return wrong
}

const isWhole = (typed: string, max: number): boolean =>
  /^\d{1,7}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= max
