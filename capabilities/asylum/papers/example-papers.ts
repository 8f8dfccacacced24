import { exampleClaims } from '#capabilities/proof/example-cards.ts'
import { encodeCardSync } from '#capabilities/proof/model.ts'
import { practiceSigner } from '#capabilities/proof/practice-signer.ts'
import { type PrintedValues, paperHash } from '#capabilities/proof/printed-fields.ts'
import type { ClaimPaperFacts } from './model.ts'

const everywhere = {
  number: 'TAP-0042/2021',
  name: 'Marie-Ange Jean-Baptiste',
  issuer: 'Practice authority, Tapachula',
  practice: true,
}
const mexico = { ...everywhere, procedure: 'mx_comar', authority: 'COMAR, Comisión Mexicana de Ayuda a Refugiados' }

/** One of each paper, as the tests and the benchmark need it; invented. */
export const examplePapers = {
  constancia: {
    ...mexico,
    kind: 'constancia',
    born: '1990-03-07',
    dependants: ['Widelyne Jean-Baptiste', 'Jean-Robert Pierre'],
  },
  interview: {
    ...mexico,
    kind: 'interview',
    ...{ day: '2021-11-22', hour: '08:30', place: 'COMAR, Tapachula, 4a Avenida Norte 57, sala 3' },
    interpreter: { language: 'Kreyòl ayisyen' },
  },
  hearing: {
    ...everywhere,
    ...{ procedure: 'us_remain_in_mexico', authority: 'CBP and the immigration court (EOIR)', kind: 'hearing' },
    ...{ reportDay: '2021-12-15', reportHour: '04:30', reportPlace: 'Paso del Norte bridge, Ciudad Juárez' },
    ...{ day: '2021-12-15', hour: '08:30', court: 'El Paso Immigration Court', version: 2 },
  },
  decision: {
    ...mexico,
    ...{ kind: 'decision', outcome: 'refused', appealUntil: '2021-11-29' },
    reasons: {
      es: [
        'La persona solicitante relató que salió de su país por la inseguridad de su barrio y por falta de trabajo. No se acreditó un temor fundado de persecución por alguno de los motivos que señala la ley.',
        'En esta misma resolución se examinó la protección complementaria.',
      ],
    },
    basis: [
      { law: 'Ley sobre Refugiados, Protección Complementaria y Asilo Político', article: '24' },
      { law: 'Ley Federal de Procedimiento Administrativo', article: '39', unconfirmed: true },
    ],
  },
} as const satisfies Record<string, ClaimPaperFacts>

/** The text of its QR, signed for practice. */
export async function signExample(facts: ClaimPaperFacts, printed: PrintedValues): Promise<string> {
  const { kind } = facts
  const claims = exampleClaims({
    type: 'constancia',
    ...{ householdSize: 3, registeredOn: '2021-10-25', expiresOn: '2021-12-28' },
    printedHash: await paperHash(kind, printed),
    ...(kind !== 'constancia' && { paper: kind }),
  })
  return encodeCardSync(claims, practiceSigner('practice-authority'))
}
