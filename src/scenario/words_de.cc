#include "scenario/words.h"

namespace overt {
namespace {

constexpr std::string_view kOpeners[] = {
    "also,",
    "kurzes Update:",
    "Tag {n} und",
    "ganz ehrlich,",
    "für alle, die gefragt haben:",
    "Teil {n}:",
    "Grüße aus {p}:",
    "ihr glaubt es nicht, aber",
    "kurz gesagt:",
    "ich habe gerechnet:",
    "Notiz an mich:",
    "wie versprochen für {y} von euch:",
};

constexpr std::string_view kClosers[] = {
    " und ich habe Fragen.",
    ". wie ist es bei euch?",
    ". Teil {n} ist im Profil.",
    ". {w} gibt mir recht, ausnahmsweise.",
    ". das war es schon ✨",
    ". mehr am {d}.",
    ". danke an die {y} Leute vom letzten Video 💛",
    ". würde ich wieder machen.",
    " und das waren nur die ersten {n} Minuten.",
    ". {w} hat {t} gefilmt.",
    ". Hilfe 😂",
};

constexpr std::string_view kPlaces[] = {
    "Marenhafen",   "Dunmoor",      "Altenquell",   "Falkenbucht", "Fennrode",
    "Kupferlinden", "Ostriner See", "Kiefernried",  "Salztor",     "Kaltlerch",
    "Neunbach",     "Weißfenn",     "Lerchstetten", "Mühlasch",
};

constexpr std::string_view kPeople[] = {
    "meine Schwester",  "mein Nachbar",          "meine Oma",     "mein Cousin", "der Bäcker",
    "meine Chefin",     "meine beste Freundin",  "der Busfahrer", "mein Papa",   "die Lehrerin",
    "mein Mitbewohner", "der halbe Gruppenchat",
};

constexpr std::string_view kDays[] = {
    "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
};

constexpr std::string_view kTimes[] = {
    "heute früh",   "vor der Arbeit",    "nach dem Mittagessen",
    "heute Abend",  "bei Sonnenaufgang", "nach der Schule",
    "gegen Mittag", "beim Abendessen",   "kurz vor Ladenschluss",
};

constexpr std::string_view kShort[] = {
    "so wahr",
    "😂😂",
    "Teil {n} bitte",
    "warte, was",
    "liebe es",
    "in {p} genauso",
    "wo ist das?",
    "ich weine",
    "kann ich bestätigen",
    "niemals",
    "mehr bitte 🙏",
    "gespeichert",
    "{n} von zehn",
    "🔥",
};

constexpr std::string_view kLong[] = {
    "ich habe das jemandem gezeigt und wir haben es {t} {n} Mal geschaut",
    "in {p} ist das seit {d} so und keiner redet darüber",
    "machst du eins über {p}? {w} fragt ständig, zuletzt {t}",
    "bei uns in {p} kostet das {m} und {w} meckert trotzdem",
    "bin {t} hier gelandet, {w} hat es {y} Leuten geschickt",
};

constexpr std::string_view kGeneralTags[] = {
    "fuerdich", "fyp", "clipper", "viral", "meintag",
};

constexpr std::string_view kPrices[] = {
    "der Kaffee am Bahnhof in {p} kostet seit {d} {m} und {w} hat gelacht",
    "der Einkauf für {n} Tage kam auf {m} und {w} hat das Brot vergessen",
};
constexpr std::string_view kBridge[] = {
    "die Brücke in {p} war {t} wieder gesperrt und {w} stand {n} Minuten im Stau",
    "{w} hat am {d} {y} Autos vor der Brücke in {p} gezählt",
};
constexpr std::string_view kDebate[] = {
    "wir haben die Debatte in der Bücherei in {p} mit {y} Leuten geschaut",
    "{w} ist nach {n} Minuten Debatte eingeschlafen, am {d}",
};
constexpr std::string_view kPower[] = {
    "Stromausfall in {p}, {t}, {n} Minuten, und das Eis hat es nicht geschafft",
    "wir haben {n} Minuten mit Taschenlampe Karten gespielt, bis {t} der Strom kam",
};
constexpr std::string_view kLunches[] = {
    "das Schulessen in {p} kostet jetzt {m} und {w} schmiert Brote für {n} Kinder",
    "der Speiseplan in {p} wurde am {d} geändert, die Petition hat {y} Namen",
};
constexpr std::string_view kCooking[] = {
    "dieser Eintopf braucht {n} Minuten und {w} wollte Nachschlag",
    "Abendessen für vier unter {m}, mit Resten vom {d}",
};
constexpr std::string_view kPets[] = {
    "meine Katze hat die Schublade {t} {n} Mal geöffnet und {w} schaute weg",
    "wir haben am {d} einen alten Hund aus {p} adoptiert, das Schnarchen gab es dazu",
};
constexpr std::string_view kSports[] = {
    "{p} hat am {d} mit {n} Punkten verloren und {w} steht noch auf dem Parkplatz",
    "ich bin {t} {n} Kilometer um {p} gelaufen und eine Gans war schneller",
};
constexpr std::string_view kMusic[] = {
    "wir haben den Refrain {t} {n} Mal geprobt und {w} war wieder zu früh",
    "das Straßenklavier in {p} ist seit {d} zurück, ich habe {n} Minuten gespielt",
};
constexpr std::string_view kGarden[] = {
    "meine Tomaten in {p} sind seit {d} endlich rot, alle {n}",
    "{w} hat mir {t} einen Ableger gegeben und er hat schon {n} Blätter",
};

constexpr std::string_view kPricesTags[] = {
    "preise",
    "einkauf",
    "miete",
    "sparen",
};
constexpr std::string_view kBridgeTags[] = {
    "bruecke",
    "stau",
    "umleitung",
    "lokal",
};
constexpr std::string_view kDebateTags[] = {
    "debatte",
    "wahl",
    "waehlen",
    "rathaus",
};
constexpr std::string_view kPowerTags[] = {
    "stromausfall",
    "dunkel",
    "nachbarn",
    "sturm",
};
constexpr std::string_view kLunchesTags[] = {
    "schulessen",
    "mensa",
    "eltern",
    "schulstart",
};
constexpr std::string_view kCookingTags[] = {
    "rezept",
    "kochen",
    "abendessen",
    "selbstgemacht",
};
constexpr std::string_view kPetsTags[] = {
    "katze",
    "hund",
    "haustiere",
    "tierheim",
};
constexpr std::string_view kSportsTags[] = {
    "fussball",
    "laufen",
    "training",
    "spieltag",
};
constexpr std::string_view kMusicTags[] = {
    "musik",
    "gitarre",
    "band",
    "konzert",
};
constexpr std::string_view kGardenTags[] = {
    "garten",
    "pflanzen",
    "gemuese",
    "ernte",
};

}  // namespace

const Words& german_words() {
  static const Words kWords{
      .code = "de",
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
