/** The words that made-up texts consist of. */
type Words = readonly [string, ...string[]];

const words = (text: string): Words => {
  const [first = "", ...others] = text.split(",");
  return [first, ...others];
};

export const firstNames = words(
  "Ada,Amina,Bruno,Chen,Clara,Dario,Elif,Emil,Farid,Greta,Hana,Ida,Ivo,Jonas,Kaya,Lena,Luis,Maja,Milan,Nora,Omar,Paula,Ravi,Rosa,Samir,Tessa,Umar,Vera,Yuki,Zoe",
);

export const lastNames = words(
  "Abbott,Bauer,Costa,Diaz,Eriksen,Fischer,Garcia,Haddad,Ito,Jansen,Kaur,Lopez,Meyer,Novak,Okafor,Petrov,Quinn,Rossi,Silva,Tanaka,Ueda,Vogel,Weber,Yilmaz,Zhang",
);

export const adjectives = words(
  "amber,bold,bright,calm,clear,distant,early,gentle,golden,green,hidden,little,lucky,northern,open,quiet,rapid,silver,simple,steady,sunny,tall,warm,wide,young",
);

export const nouns = words(
  "anchor,bridge,candle,cloud,compass,field,forest,garden,harbour,island,kettle,lantern,letter,market,meadow,mirror,morning,mountain,orchard,paper,river,road,stone,summer,window",
);

export const verbs = words(
  "carries,crosses,finds,follows,holds,keeps,leaves,meets,opens,passes,reaches,remembers,shows,turns",
);

export const streets = words(
  "Baker Street,Canal Road,Church Lane,Elm Street,Garden Row,Harbour Way,Hill Road,Mill Lane,Oak Avenue,Park Street,Station Road,Willow Close",
);

export const cities = words(
  "Aarhus,Bergen,Bologna,Bristol,Cork,Dresden,Ghent,Graz,Kyoto,Lagos,Leiden,Lyon,Malmo,Nairobi,Osaka,Porto,Quito,Seville,Toronto,Utrecht,Zurich",
);

/** Names with their codes (ISO 3166). */
export const countries: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ["Austria", "AT"],
  ["Belgium", "BE"],
  ["Brazil", "BR"],
  ["Canada", "CA"],
  ["Denmark", "DK"],
  ["France", "FR"],
  ["Germany", "DE"],
  ["India", "IN"],
  ["Italy", "IT"],
  ["Japan", "JP"],
  ["Kenya", "KE"],
  ["Mexico", "MX"],
  ["Portugal", "PT"],
  ["Spain", "ES"],
  ["Sweden", "SE"],
];

export const regions = words("Aragon,Bavaria,Flanders,Kent,Lazio,Normandy,Ontario,Provence,Tyrol");

export const timeZones = words("Europe/Berlin,Europe/London,America/Toronto,Asia/Tokyo,UTC");

export const currencies = words("EUR,USD,GBP,JPY,CHF,SEK");

export const languages = words("de,en,es,fr,it,ja,pt,sv");

export const colours = words("#1f77b4,#2ca02c,#8c564b,#9467bd,#d62728,#e377c2,#ff7f0e");

export const jobs = words("Accountant,Baker,Designer,Editor,Engineer,Librarian,Nurse,Teacher");

export const companyForms = words("Ltd,Group,Partners,Works,& Sons,Labs");
