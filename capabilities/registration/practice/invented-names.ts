/**
 * Given names and surnames that are common where people come from, to be put together by chance. Nobody in practice is
 * anybody: whoever bears such a name does so by coincidence.
 */
export type NameStock = {
  female: readonly string[]
  male: readonly string[]
  surnames: readonly string[]
  surnamesEach: 1 | 2
}

const list = (text: string): readonly string[] => text.trim().split(/\s*,\s*/)

const spanish: NameStock = {
  female:
    list(`Ana, María, Rosa, Luz, Carmen, Yesenia, Karla, Glenda, Wendy, Daniela, Suyapa, Iris, Reina, Marleny, Keyla,
    Dayana, Yuleisy, Alejandra, Gabriela, Lourdes, Norma, Paola, Sofía, Valeria, Emely, Genesis, Nahomy, Belkis, Delmy, Ingrid`),
  male: list(`José, Luis, Carlos, Marvin, Wilmer, Edwin, Óscar, Kevin, Elmer, Nelson, Yoandry, Reinaldo, Jesús, Ángel, Franklin,
    Denis, Santos, Rigoberto, Héctor, Mario, Selvin, Josué, Darwin, Yordanis, Alexander, Samuel, Mateo, Iker, Ramón, Julio`),
  surnames:
    list(`Hernández, López, Martínez, García, Rodríguez, Mejía, Flores, Reyes, Cruz, Ramos, Pineda, Zelaya, Amador, Castillo,
    Funes, Orellana, Portillo, Alvarado, Guevara, Menjívar, Cabrera, Peña, Leyva, Acosta, Quintero, Rondón, Blanco, Chávez, Tzul,
    Ajanel, Morales, Sandoval, Canales, Bonilla, Murillo, Padilla, Ordóñez, Euceda, Lagos, Paz`),
  surnamesEach: 2,
}

const haitian: NameStock = {
  female:
    list(`Marie, Rose, Guerline, Nadège, Fabiola, Mirlande, Islande, Yvrose, Lovely, Dieula, Sherley, Wideline, Ketia, Roseline,
    Micheline, Esther, Jésula, Natacha, Bianka, Daphnée, Widlène, Manoucheka, Carline, Judeline, Mariette, Stéphanie, Loudia, Dayana,
    Rosemène, Fedeline`),
  male: list(`Jean, Wilner, Frantz, Emmanuel, Jameson, Wisly, Ricardo, Dieuseul, Junior, Peterson, Evens, Mackenson, Stanley, Jocelyn,
    Louis, Fritzner, Widson, Kervens, Osnel, Schneider, Ronald, Woodley, Patrick, Samuel, Davidson, Makenzy, Roberto, Guerby, Lukner, Nixon`),
  surnames:
    list(`Pierre, Joseph, Charles, Louis, Baptiste, Jean-Louis, Toussaint, Estimé, Dorvil, Saint-Fleur, Augustin, Desir, Cadet, Célestin,
    Louissaint, Paul, Exantus, Noël, Philistin, Alcindor, Michel, Jean-Charles, Innocent, Thermidor, Delva, Mondésir, Clervil, Fils-Aimé,
    Beauvoir, Laguerre, Petit-Frère, Cénat, Derival, Romain, Sylvain, Vilsaint, Jeudy, Occéan, Casséus, Orélus`),
  surnamesEach: 1,
}

const brazilian: NameStock = {
  female: list('Ana, Juliana, Camila, Larissa, Beatriz, Letícia, Fernanda, Luana, Tainá, Vitória'),
  male: list('João, Lucas, Mateus, Rafael, Thiago, Gustavo, Bruno, Caio, Davi, Renato'),
  surnames: list('Silva, Santos, Oliveira, Souza, Lima, Pereira, Ferreira, Costa, Ribeiro, Almeida, Carvalho, Araújo'),
  surnamesEach: 1,
}

const westAfrican: NameStock = {
  female: list('Aminata, Fatou, Mariama, Abena, Akosua, Efua, Ndeye, Awa, Adwoa, Khady'),
  male: list('Mamadou, Ousmane, Kofi, Kwame, Yaw, Ibrahima, Cheikh, Kwabena, Modou, Abdoulaye'),
  surnames: list('Diallo, Ndiaye, Sarr, Mensah, Owusu, Boateng, Fall, Asante, Diop, Appiah, Sow, Ba'),
  surnamesEach: 1,
}

const yemeni: NameStock = {
  female: list('أمل, فاطمة, سمية, هدى, نادية, أروى, خديجة, ليلى'),
  male: list('أحمد, علي, صالح, يوسف, ناصر, إبراهيم, خالد, عمر'),
  surnames: list('الحداد, المقطري, العامري, الصنعاني, الشامي, باوزير, العديني, القاضي'),
  surnamesEach: 1,
}

export const nameStocks = { spanish, haitian, brazilian, westAfrican, yemeni } as const
export type NameStockKey = keyof typeof nameStocks
