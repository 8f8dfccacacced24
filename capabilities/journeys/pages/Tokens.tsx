import './tokens.css'

import { useSignal } from '@preact/signals'
import { QUIET_ZONE_MODULES, qrPath, qrSymbol } from '#capabilities/proof/qr.ts'
import { shortCodeOf } from '#capabilities/proof/short-code.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'

const TOKENS_A_SHEET = 24

/**
 * Paper tokens for those without a card: a number to tear off, which belongs to nobody until a household carries it
 * from stop to stop. They are made here and kept nowhere.
 */
export function Tokens({ newTokenNumber, practice }: { newTokenNumber: () => Uint8Array; practice: boolean }) {
  const codes = useSignal<string[]>([])
  const make = () => {
    codes.value = Array.from({ length: TOKENS_A_SHEET }, () => shortCodeOf(newTokenNumber()))
    // Drawn first, then printed.
    requestAnimationFrame(() => requestAnimationFrame(() => window.print()))
  }
  return (
    <section class="card stack tokens" aria-labelledby="tokens">
      <h2 id="tokens">{t('journeys_tokens')}</h2>
      <p>{t('journeys_tokens_hint')}</p>
      <button type="button" class="button" onClick={make}>
        <Icon name="print" />
        {t('journeys_tokens_print', { count: TOKENS_A_SHEET })}
      </button>
      <ul class="token-sheet" aria-label={t('journeys_tokens')}>
        {codes.value.map((code) => (
          <Token key={code} code={code} words={t(practice ? 'ui_practice' : 'journeys_token_words')} />
        ))}
      </ul>
    </section>
  )
}

function Token({ code, words }: { code: string; words: string }) {
  const symbol = qrSymbol(code)
  const side = symbol.size + 2 * QUIET_ZONE_MODULES
  return (
    <li class="token">
      <svg viewBox={`${-QUIET_ZONE_MODULES} ${-QUIET_ZONE_MODULES} ${side} ${side}`} role="img" aria-label={code}>
        <path d={qrPath(symbol)} />
      </svg>
      <span>
        <bdi class="code">{code}</bdi>
        <small>{words}</small>
      </span>
    </li>
  )
}
