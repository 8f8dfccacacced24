/**
 * What COMAR (Mexico) reported of 2021, as newspapers quoted its monthly bulletins. Persons who *applied* and claims that were *resolved*: two
 * flows, in the whole country; neither is the number who wait. Later bulletins revise earlier ones.
 */

/** Persons who applied, by month; January and February are given together, in halves here. September and October were not out yet: as August. */
export const applicationsByMonth2021 = {
  source: 'La Jornada, 4 July and 2 August 2021; months are differences of what bulletins gave in all since January',
  persons: {
    ...{ '2021-01': 6_737, '2021-02': 6_736, '2021-03': 9_095, '2021-04': 9_209, '2021-05': 9_327 },
    ...{ '2021-06': 10_307, '2021-07': 12_724, '2021-08': 13_181, '2021-09': 13_181, '2021-10': 10_205 },
  },
} as const

/** Claims resolved from January to July 2021: 19,383, of which 14,493 refugee status and 519 complementary protection. */
export const resolved2021 = {
  source:
    'La Jornada, 2 August 2021, https://jornada.com.mx/noticia/2021/08/02/politica/registra-comar-64-mil-378-solicitudes-de-refugio-al-cierre-de-julio-7516',
  persons: { recognised: 14_493, complementary: 519, refused: 19_383 - 14_493 - 519 },
} as const
