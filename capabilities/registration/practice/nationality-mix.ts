/**
 * People who applied for asylum in Mexico from January to July 2021, by nationality: 64,378 in all, as COMAR reported on
 * 2 August 2021. They count applications by persons in the whole country: not the people who walked, and not those waiting.
 * Source: La Jornada, 2 August 2021,
 * https://jornada.com.mx/noticia/2021/08/02/politica/registra-comar-64-mil-378-solicitudes-de-refugio-al-cierre-de-julio-7516
 */
export const comarApplications2021 = {
  periodStart: '2021-01',
  periodEnd: '2021-07',
  persons: {
    HND: 26_557,
    HTI: 13_255,
    CUB: 6_446,
    SLV: 4_402,
    VEN: 3_558,
    GTM: 2_963,
    NIC: 1_803,
    CHL: 1_717,
    BRA: 1_016,
    COL: 681,
    other: 1_980,
  },
} as const

/** What stands for "other" in practice. The source does not break it down: these are our choice, not figures. */
export const standInsForOther = ['ECU', 'DOM', 'PER', 'GHA', 'SEN', 'YEM'] as const
