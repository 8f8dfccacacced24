/**
 * Countries in Haitian Creole: browsers have no names in it. Countries left out are called as in French, which
 * speakers of Creole read.
 */
const names =
  'HTI:Ayiti HND:Ondiras CUB:Kiba SLV:El_Salvadò CHL:Chili VEN:Venezyela GTM:Gwatemala BRA:Brezil NIC:Nikaragwa COL:Kolonbi ' +
  'DOM:Repiblik_Dominikèn MEX:Meksik USA:Etazini CAN:Kanada PER:Pewou ECU:Ekwatè BOL:Bolivi ARG:Ajantin URY:Irigwe PRY:Paragwe ' +
  'PAN:Panama CRI:Kosta_Rika BLZ:Beliz JAM:Jamayik BHS:Bahamas PRI:Pòtoriko TTO:Trinidad_ak_Tobago BRB:Babad GUY:Giyana SUR:Sirinam ' +
  'GUF:Giyàn_fransèz GLP:Gwadloup MTQ:Matinik DMA:Dominik GRD:Grenad LCA:Sent_Lisi VCT:Sen_Vensan_ak_Grenadin ATG:Antigwa_ak_Babouda ' +
  'KNA:Sen_Kits_ak_Nevis CUW:Kiraso ABW:Awouba FRA:Frans ESP:Espay PRT:Pòtigal ITA:Itali DEU:Almay GBR:Wayòm_Ini IRL:Ilann ' +
  'BEL:Bèljik NLD:Peyiba CHE:Swis AUT:Otrich SWE:Syèd NOR:Nòvèj DNK:Danmak FIN:Fenlann ISL:Islann POL:Polòy CZE:Tcheki ' +
  'SVK:Slovaki HUN:Ongri ROU:Woumani BGR:Bilgari GRC:Grès ALB:Albani SRB:Sèbi HRV:Kwoasi SVN:Sloveni BIH:Bosni-Èzegovin ' +
  'MNE:Montenegwo MKD:Masedwàn_di_Nò UKR:Ikrèn RUS:Risi BLR:Byelorisi MDA:Moldavi LTU:Lityani LVA:Letoni EST:Estoni ' +
  'TUR:Tiki GEO:Jeyoji ARM:Ameni AZE:Azèbaydjan KAZ:Kazakstan UZB:Ouzbekistan TKM:Tikmenistan KGZ:Kigizistan TJK:Tadjikistan ' +
  'AFG:Afganistan IRN:Iran IRQ:Irak SYR:Siri LBN:Liban ISR:Izrayèl PSE:Palestin JOR:Jòdani SAU:Arabi_Sawoudit YEM:Yemèn ' +
  'OMN:Omàn ARE:Emira_Arab_Ini QAT:Kata KWT:Kowet BHR:Barayn EGY:Ejip LBY:Libi TUN:Tinizi DZA:Aljeri MAR:Mawòk ' +
  'ESH:Sahara_Oksidantal SDN:Soudan SSD:Soudan_di_Sid ETH:Etyopi ERI:Eritre DJI:Djibouti SOM:Somali KEN:Kenya UGA:Ouganda ' +
  'TZA:Tanzani RWA:Rwanda BDI:Bouroundi COD:Repiblik_Demokratik_Kongo COG:Kongo CMR:Kamewoun NGA:Nijerya NER:Nijè TCD:Tchad ' +
  'CAF:Repiblik_Santrafrikèn GAB:Gabon GNQ:Gine_Ekwatoryal STP:Sao_Tome_ak_Prensip GHA:Gana TGO:Togo BEN:Benen CIV:Kòt_Divwa ' +
  'BFA:Bikinafaso MLI:Mali SEN:Senegal GMB:Ganbi GIN:Gine GNB:Gine_Bisawo SLE:Syera_Leòn LBR:Liberya MRT:Moritani CPV:Kap_Vè ' +
  'AGO:Angola ZMB:Zanbi ZWE:Zimbabwe MWI:Malawi MOZ:Mozanbik NAM:Namibi BWA:Botswana ZAF:Afrik_di_Sid LSO:Lezoto SWZ:Eswatini ' +
  'MDG:Madagaska MUS:Moris COM:Komò SYC:Sesel IND:Lend PAK:Pakistan BGD:Bangladèch LKA:Sri_Lanka NPL:Nepal BTN:Boutan MDV:Maldiv ' +
  'MMR:Myanma THA:Tayilann LAO:Laos KHM:Kanbòdj VNM:Vyetnam MYS:Malezi SGP:Sengapou IDN:Endonezi PHL:Filipin BRN:Bwounèy TLS:Timò_Lès ' +
  'CHN:Lachin HKG:Ong_Kong TWN:Taywan JPN:Japon KOR:Kore_di_Sid PRK:Kore_di_Nò MNG:Mongoli AUS:Ostrali NZL:Nouvèl_Zelann ' +
  'PNG:Papwazi_Nouvèl_Gine FJI:Fidji LUX:Liksanbou MLT:Malt CYP:Chip MCO:Monako VAT:Vatikan AND:Andò SMR:Sen_Maren'

export const haitianCountryNames: Readonly<Record<string, string>> = Object.fromEntries(
  names.split(' ').map((pair) => [pair.slice(0, 3), pair.slice(4).replaceAll('_', ' ')]),
)
