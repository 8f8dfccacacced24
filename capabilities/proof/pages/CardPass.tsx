import { formatDate } from '#platform/messages/messages.ts'
import { Icon, Mark } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { People } from '#platform/ui/pages/People.tsx'
import { qrPath, qrSymbol } from '../qr.ts'

interface Props {
  /** The signed text inside the QR. */
  text: string
  shortCode: string
  people: { adults: number; children: number }
  expiresOn: string
  practice: boolean
  /** Made on this phone and not confirmed by the operation yet. */
  ticket?: boolean
}

/** The card as a phone shows it: always black on white, also in the dark. */
export function CardPass({ text, shortCode, people, expiresOn, practice, ticket }: Props) {
  const count = people.adults + people.children
  return (
    <article class="pass" aria-label={t('proof_title')}>
      <Mark />
      {practice && <strong class="tag">{t('proof_practice')}</strong>}
      <div class="qr">
        <QrView text={text} />
      </div>
      <bdi class="code">{shortCode}</bdi>
      <p class="pass-foot">
        <People {...people} label={t('proof_people', { count })} />
        <span>{t('proof_valid_until', { date: formatDate(expiresOn, language.value.locale) })}</span>
      </p>
      <p>
        {t('proof_title')}. {t('proof_not_identity')}.
      </p>
      {ticket && (
        <strong class="tag warn">
          <Icon name="clock" size="small" />
          {t('proof_ticket')}
        </strong>
      )}
    </article>
  )
}

/** A QR alone; the white around it comes from its frame. */
export function QrView({ text }: { text: string }) {
  const symbol = qrSymbol(text)
  return (
    <svg
      viewBox={`0 0 ${symbol.size} ${symbol.size}`}
      role="img"
      aria-label={t('proof_qr_label')}
      shape-rendering="crispEdges"
    >
      <path d={qrPath(symbol)} fill="#000" />
    </svg>
  )
}
