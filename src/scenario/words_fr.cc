#include "scenario/words.h"

namespace overt {
namespace {

constexpr std::string_view kOpeners[] = {
    "alors,",
    "petit point :",
    "jour {n} et",
    "franchement,",
    "pour ceux qui demandent,",
    "partie {n} :",
    "en direct de {p} :",
    "j'ai dit à {w} que",
    "vous n'allez pas me croire mais",
    "bref,",
    "j'ai fait le calcul :",
    "coucou de {p},",
};

constexpr std::string_view kClosers[] = {
    " et j'ai des questions.",
    ". c'est comment chez vous ?",
    ". la partie {n} est sur le profil.",
    ". {w} est d'accord, pour une fois.",
    ". voilà ✨",
    ". la suite {d}.",
    ". merci aux {y} personnes qui ont vu le dernier 💛",
    ". je le referais.",
    " et ce n'étaient que les {n} premières minutes.",
    ". {w} a filmé {t}.",
    ". au secours 😂",
};

constexpr std::string_view kPlaces[] = {
    "Port-Marenne",       "Saint-Aldric-sur-Orve",
    "Villeneuve-le-Jonc", "Les Frênelles",
    "Val-Quillan",        "Montcuivre",
    "Tamessin",           "Rive-Salée",
    "Vieux-Moulins",      "La Bruyère-Haute",
    "Pont-Larche",        "Alouettes-sous-Bois",
};

constexpr std::string_view kPeople[] = {
    "ma sœur",      "mon voisin",   "ma grand-mère",     "mon cousin",
    "le boulanger", "ma cheffe",    "ma meilleure amie", "le chauffeur du bus",
    "mon père",     "la maîtresse", "mon coloc",         "la moitié du groupe",
};

constexpr std::string_view kDays[] = {
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
};

constexpr std::string_view kTimes[] = {
    "ce matin",  "avant le travail", "après le déjeuner",
    "ce soir",   "au lever du jour", "en sortant de cours",
    "vers midi", "pendant le dîner", "juste avant la fermeture",
};

constexpr std::string_view kShort[] = {
    "tellement vrai", "😂😂",        "la partie {n} stp", "attends quoi", "j'adore",  "pareil à {p}",
    "c'est où ?",     "je pleure", "je confirme",       "pas possible", "encore 🙏", "enregistré",
    "{n} sur dix",    "🔥",
};

constexpr std::string_view kLong[] = {
    "j'ai montré ça à {w} et on l'a regardé {n} fois {t}",
    "à {p} c'est comme ça depuis {d} et personne n'en parle",
    "tu peux en faire un sur {p} ? {w} me le demande {t}",
    "chez nous à {p} ça coûte {m} et {w} râle encore",
    "je viens {t} parce que {w} l'a envoyé à {y} personnes",
};

constexpr std::string_view kGeneralTags[] = {
    "pourtoi", "fyp", "clipper", "viral", "mavie",
};

constexpr std::string_view kPrices[] = {
    "le café de la gare de {p} est à {m} depuis {d} et {w} a ri",
    "les courses pour {n} jours ont coûté {m} et {w} a oublié le pain",
};
constexpr std::string_view kBridge[] = {
    "le pont de {p} était encore fermé {t} et {w} a attendu {n} minutes",
    "{w} a compté {y} voitures devant le pont de {p} {d}",
};
constexpr std::string_view kDebate[] = {
    "on a regardé le débat à la médiathèque de {p} avec {y} personnes",
    "{w} s'est endormi au bout de {n} minutes de débat {d}",
};
constexpr std::string_view kPower[] = {
    "coupure de courant à {p} {t} pendant {n} minutes et la glace a fondu",
    "on a joué aux cartes à la lampe {n} minutes avant le retour du courant {t}",
};
constexpr std::string_view kLunches[] = {
    "la cantine de {p} est passée à {m} et {w} a préparé {n} sandwichs",
    "le menu de la cantine de {p} a changé {d}, la pétition a {y} signatures",
};
constexpr std::string_view kCooking[] = {
    "cette soupe prend {n} minutes et {w} en a repris",
    "dîner pour quatre à {m} avec ce que {w} a laissé {d}",
};
constexpr std::string_view kPets[] = {
    "mon chat a ouvert le tiroir {n} fois {t} et {w} n'a rien dit",
    "on a adopté un vieux chien à {p} {d}, la sieste est comprise",
};
constexpr std::string_view kSports[] = {
    "{p} a perdu de {n} points {d} et {w} est encore sur le parking",
    "j'ai couru {n} kilomètres à {p} {t} et une oie a gagné",
};
constexpr std::string_view kMusic[] = {
    "on a répété ce refrain {n} fois {t} et {w} est encore parti trop tôt",
    "le piano de la gare de {p} est revenu {d}, j'ai joué {n} minutes",
};
constexpr std::string_view kGarden[] = {
    "mes tomates à {p} sont enfin rouges {d}, toutes les {n}",
    "{w} m'a donné une bouture {t} et elle a déjà {n} feuilles",
};

constexpr std::string_view kPricesTags[] = {
    "prix",
    "courses",
    "loyer",
    "budget",
};
constexpr std::string_view kBridgeTags[] = {
    "pont",
    "circulation",
    "deviation",
    "infolocale",
};
constexpr std::string_view kDebateTags[] = {
    "debat",
    "election",
    "vote",
    "mairie",
};
constexpr std::string_view kPowerTags[] = {
    "coupure",
    "panne",
    "voisins",
    "orage",
};
constexpr std::string_view kLunchesTags[] = {
    "cantine",
    "rentree",
    "ecole",
    "parents",
};
constexpr std::string_view kCookingTags[] = {
    "recette",
    "cuisine",
    "diner",
    "faitmaison",
};
constexpr std::string_view kPetsTags[] = {
    "chat",
    "chien",
    "animaux",
    "refuge",
};
constexpr std::string_view kSportsTags[] = {
    "foot",
    "course",
    "match",
    "entrainement",
};
constexpr std::string_view kMusicTags[] = {
    "musique",
    "guitare",
    "groupe",
    "concert",
};
constexpr std::string_view kGardenTags[] = {
    "jardin",
    "plantes",
    "potager",
    "recolte",
};

}  // namespace

const Words& french_words() {
  static const Words kWords{
      .code = "fr",
      .separator = " ",
      .money = "19,90 €",
      .openers = kOpeners,
      .closers = kClosers,
      .places = kPlaces,
      .people = kPeople,
      .days = kDays,
      .times = kTimes,
      .short_comments = kShort,
      .long_comments = kLong,
      .general_tags = kGeneralTags,
      .cores = {kPrices, kBridge, kDebate, kPower, kLunches, kCooking, kPets, kSports, kMusic,
                kGarden},
      .tags = {kPricesTags, kBridgeTags, kDebateTags, kPowerTags, kLunchesTags, kCookingTags,
               kPetsTags, kSportsTags, kMusicTags, kGardenTags},
  };
  return kWords;
}

}  // namespace overt
