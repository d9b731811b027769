#include "scenario/words.h"

namespace overt {
namespace {

constexpr std::string_view kOpeners[] = {
    "ok so",
    "small update:",
    "day {n} of this and",
    "not going to lie,",
    "honest question,",
    "for everyone who asked,",
    "part {n}:",
    "quick one from {p}:",
    "{d} report:",
    "so {t}",
    "I told {w} that",
    "storytime,",
    "you will not believe it but",
    "still thinking about how",
    "note to self:",
    "a reminder from {p}:",
    "turns out",
    "long story short,",
    "{w} just texted me that",
    "posting this because",
    "as promised to {y} of you:",
    "unpopular opinion,",
    "I did the math and",
    "hello from {p},",
};

constexpr std::string_view kClosers[] = {
    " and I have questions.",
    ". send help \xF0\x9F\x98\x85",
    ". what is it like where you are?",
    ". more {d}.",
    ". full video in part {n}.",
    ". {w} agrees with me for once.",
    ". that is the whole post.",
    ". tell me I am not the only one in {p} \xF0\x9F\x91\x80",
    ". I will update you {t}.",
    ". see you {d} \xE2\x9C\xA8",
    ". {w} says hi by the way.",
    " and it is only {d}.",
    ". thanks to the {y} people who watched the last one \xF0\x9F\x92\x9B",
    ". would do it again.",
    ". let me know below.",
    " and that was only the first {n} minutes.",
    ". no notes.",
    ". asking for {w}.",
    ". anyway, good night from {p}.",
    ". {w} filmed this {t}.",
    ". please be kind.",
    ". I am not okay \xF0\x9F\x98\x82",
};

constexpr std::string_view kPlaces[] = {
    "Port Maren",   "Dunmere",       "Alder Quay", "Kestrel Bay",  "Fennick",       "Old Harrow",
    "Tamsin Falls", "Greyling",      "Ninebrook",  "East Varley",  "Copperline",    "Lake Ostrin",
    "Pinemoor",     "Wexley Park",   "Saltgate",   "Brindle Hill", "Cold Larch",    "Upper Sedge",
    "Mapleford",    "Solace County", "Rivermouth", "Quill Valley", "Juniper Flats", "Marrow Creek",
    "Hollin Green", "Tern Island",   "Ashby Mill", "South Calder", "Whitefen",      "Larkstead",
};

constexpr std::string_view kPeople[] = {
    "my sister",
    "my neighbor",
    "the guy at the gas station",
    "my roommate",
    "my boss",
    "our bus driver",
    "my grandmother",
    "my cousin",
    "the school office",
    "my best friend",
    "the lady next door",
    "my dad",
    "my old teacher",
    "the night shift",
    "my barber",
    "half the group chat",
    "my coach",
    "our mail carrier",
    "my landlord",
    "the kid downstairs",
};

constexpr std::string_view kDays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                      "Friday", "Saturday", "Sunday",    "this weekend"};

constexpr std::string_view kTimes[] = {
    "this morning",        "before work",       "after lunch",         "tonight",
    "at sunrise",          "right after class", "on my break",         "around noon",
    "just before closing", "in the evening",    "after the late news", "during dinner"};

constexpr std::string_view kShort[] = {
    "so true",
    "this!!",
    "\xF0\x9F\x98\x82\xF0\x9F\x98\x82",
    "need part {n}",
    "wait what",
    "love this",
    "same in {p}",
    "where is this?",
    "crying",
    "obsessed",
    "first!",
    "can confirm",
    "no way",
    "ok but why",
    "more please \xF0\x9F\x99\x8F",
    "the ending though",
    "saved this",
    "{n} out of ten",
    "here before it blows up",
    "I felt that",
    "teach me",
    "iconic",
    "how long did it take?",
    "\xF0\x9F\x94\xA5",
};

constexpr std::string_view kLong[] = {
    "I showed this to {w} and we watched it {n} times {t}",
    "in {p} it has been like this since {d}, nobody talks about it",
    "can you do one about {p}? {w} keeps asking me {t}",
    "the part at second {n} is exactly what {w} said {d}",
    "I tried this {d} with {w} and it took {n} minutes, worth it",
    "respectfully, {w} from {p} would like {n} words with you",
    "came here {t} because {w} sent it to {y} people",
    "we pay {m} for the same thing in {p} and {w} still complains",
};

constexpr std::string_view kGeneralTags[] = {"fyp",       "foryou",      "clipper",   "viral",
                                             "storytime", "dayinmylife", "smalltown", "fall2024"};

constexpr std::string_view kPrices[] = {
    "eggs are {m} at the corner store in {p} now and {w} just laughed",
    "I filled half a tank for {m} {t} and drove {n} miles to see {w}",
    "my rent went up {m} {d} and the hallway light is still broken",
    "groceries for {n} days came to {m}, and {w} forgot the bread",
    "{w} found the same jacket for {m} in {p} after I paid full price",
    "coffee at the station in {p} costs {m} since {d}, no refill",
};
constexpr std::string_view kBridge[] = {
    "the border bridge at {p} was closed again {t} and {w} waited {n} minutes",
    "they reopened one lane of the {p} bridge {d}, bus {y} still takes the detour",
    "my commute through {p} took {n} minutes longer because of the bridge closure",
    "{w} counted {y} cars in front of the {p} crossing {t}",
    "the sign at the {p} bridge said {n} minutes and it was a lie",
    "the ferry next to the closed bridge in {p} costs {m} each way {d}",
};
constexpr std::string_view kDebate[] = {
    "we watched the debate at the library in {p} with {y} people and one fan",
    "{w} fell asleep {n} minutes into the debate {d}",
    "I registered to vote in {p} {t}, it took {n} minutes and two forms",
    "the local debate in {p} had {n} questions about parking and one about schools",
    "{w} asked the first question at the town hall in {p} {d}",
    "I made a bingo card with {n} boxes for the debate {d} and nobody won",
};
constexpr std::string_view kPower[] = {
    "the power in {p} went out {t} for {n} minutes and my ice cream did not make it",
    "{w} cooked dinner on a camping stove during the outage {d}",
    "street {y} in {p} has had no light since {d} and the app says resolved",
    "we played cards by flashlight for {n} minutes until the power came back {t}",
    "the power company sent {w} a bill of {m} for the week without power",
    "I learned which of my neighbors in {p} owns a generator {d}",
};
constexpr std::string_view kLunches[] = {
    "school lunch in {p} is {m} now and {w} packed sandwiches for {n} kids",
    "the cafeteria in {p} ran out of trays {d} after {n} minutes",
    "I ranked {n} school lunches with {w} and the winner is rice",
    "the lunch line at my brother's school took {n} minutes {t}",
    "they changed the school menu in {p} {d} and the petition has {y} names",
    "free lunch day in {p} {d}, {w} served {y} plates",
};
constexpr std::string_view kCooking[] = {
    "this bean stew takes {n} minutes and {w} asked for seconds",
    "I made my grandmother's dumplings {t}, {n} of them, {y} mistakes",
    "dinner for four under {m} with what {w} left in the fridge {d}",
    "the bakery in {p} gave me their bread recipe after {n} visits",
    "{w} put lime in the soup {d} and I will never go back",
    "sourdough attempt number {n}, rated by {w} {t}",
};
constexpr std::string_view kPets[] = {
    "my cat opened the drawer {n} times {t} and {w} pretended not to see",
    "we adopted a senior dog from {p} {d}, the fee was {m} and the nap was free",
    "the dog met {w} {t} and chose violence, then treats",
    "{n} minutes of my hamster deciding where to sleep {d}",
    "the vet in {p} charged {m} to tell me he is just dramatic",
    "found this kitten behind bus {y} in {p} {t}, she runs the house now",
};
constexpr std::string_view kSports[] = {
    "{p} lost by {n} points {d} and {w} is still in the parking lot",
    "I ran {n} miles around {p} {t} and a goose won",
    "tickets for the {p} game were {m} and we sat behind a pillar",
    "our coach made us run {n} laps {d} because {w} was late",
    "{w} scored from midfield {d} in front of exactly {y} people",
    "first practice of the season in {p} {t}, {n} of us showed up",
};
constexpr std::string_view kMusic[] = {
    "we rehearsed this chorus {n} times {t} and {w} still came in early",
    "the street piano in {p} is back {d}, I played for {n} minutes",
    "I bought a guitar in {p} for {m} and named it after {w}",
    "our tiny show in {p} sold {y} tickets {d}",
    "{w} taught me {n} chords {t}, my fingers filed a complaint",
    "I mixed this beat on the bus from {p} in {n} minutes {d}",
};
constexpr std::string_view kGarden[] = {
    "my tomatoes in {p} finally turned red {d}, all {n} of them",
    "{w} gave me a cutting {t} and it already has {n} leaves",
    "the community garden in {p} has a waiting list of {y} people",
    "I paid {m} for soil {d} and the squirrels thank me",
    "planted {n} bulbs behind the house in {p} {t}, see you in spring",
    "{w} says talk to the plants, so {t} I read them {n} pages",
};

constexpr std::string_view kPricesTags[] = {"prices",  "groceries", "rent",    "budget",
                                            "savings", "inflation", "moneytok"};
constexpr std::string_view kBridgeTags[] = {"bridge", "traffic",  "commute",  "border",
                                            "detour", "roadwork", "localnews"};
constexpr std::string_view kDebateTags[] = {"debate", "election2024", "vote",    "townhall",
                                            "civics", "debatenight",  "register"};
constexpr std::string_view kPowerTags[] = {"poweroutage", "blackout",  "grid",     "storm",
                                           "neighbors",   "generator", "lightsout"};
constexpr std::string_view kLunchesTags[] = {"schoollunch", "backtoschool", "cafeteria",  "parents",
                                             "teachers",    "lunchbox",     "schoolboard"};
constexpr std::string_view kCookingTags[] = {"cooking",    "recipe",   "dinner", "foodie",
                                             "easyrecipe", "homemade", "bread"};
constexpr std::string_view kPetsTags[] = {"cat",    "dogs", "pets",  "rescue",
                                          "kitten", "vet",  "pettok"};
constexpr std::string_view kSportsTags[] = {"football", "running",  "league",          "gameday",
                                            "coach",    "training", "highschoolsports"};
constexpr std::string_view kMusicTags[] = {"music",     "guitar", "newsong", "band",
                                           "livemusic", "piano",  "producer"};
constexpr std::string_view kGardenTags[] = {"garden",      "plants",      "tomatoes", "harvest",
                                            "growyourown", "plantparent", "compost"};

}  // namespace

const Words& english_words() {
  static const Words kWords{
      .code = "en",
      .separator = " ",
      .money = "$1.99",
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
