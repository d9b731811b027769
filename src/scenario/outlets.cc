#include "scenario/outlets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/check.h"
#include "base/time.h"
#include "scenario/captions.h"
#include "scenario/draft.h"

namespace overt {
namespace {

constexpr double kMeanAgeHours = 5;

constexpr std::array<Outlet, kFirstPetition + kPetitionCount> kOutlets = {{
    {"Harbor Ledger", "harbor-ledger.example", Language::kEnglish},
    {"The Ninebrook Post", "ninebrookpost.example", Language::kEnglish},
    {"Channel Twelve Dunmere", "channel12dunmere.example", Language::kEnglish},
    {"Copperline Courier", "copperline-courier.example", Language::kEnglish},
    {"The Varley Observer", "varley-observer.example", Language::kEnglish},
    {"Kestrel Bay Today", "kestrelbay.example", Language::kEnglish},
    {"Plain State Radio", "plainstateradio.example", Language::kEnglish},
    {"The Morning Larch", "morninglarch.example", Language::kEnglish},
    {"Saltgate Evening", "saltgate-evening.example", Language::kEnglish},
    {"Lake Ostrin Journal", "ostrinjournal.example", Language::kEnglish},
    {"Wire Seven", "wire7.example", Language::kEnglish},
    {"The Commons Weekly", "commonsweekly.example", Language::kEnglish},
    {"Fennick Gazette", "fennickgazette.example", Language::kEnglish},
    {"Quill Valley News", "quillvalley.example", Language::kEnglish},
    {"Statehouse Notes", "statehousenotes.example", Language::kEnglish},
    {"Pinemoor Live", "pinemoorlive.example", Language::kEnglish},
    {"The Sedge", "thesedge.example", Language::kEnglish},
    {"Tern Island Echo", "ternislandecho.example", Language::kEnglish},
    {"Brindle Hill Sun", "brindlesun.example", Language::kEnglish},
    {"Rivermouth Reporter", "rivermouthreporter.example", Language::kEnglish},
    {"Consumer Corner", "consumercorner.example", Language::kEnglish},
    {"School Board Watch", "schoolboardwatch.example", Language::kEnglish},
    {"El Farol de Maren", "farolmaren.example", Language::kSpanish},
    {"Diario Quilla", "diarioquilla.example", Language::kSpanish},
    {"La Hora del Valle", "horadelvalle.example", Language::kSpanish},
    {"Radio Tres Molinos", "tresmolinos.example", Language::kSpanish},
    {"Folha do Junco", "folhadojunco.example", Language::kPortuguese},
    {"Jornal Maré Alta", "jornalmarealta.example", Language::kPortuguese},
    {"Agora Tamborim", "agoratamborim.example", Language::kPortuguese},
    {"La Gazette de l'Orve", "gazette-orve.example", Language::kFrench},
    {"Le Courrier des Joncs", "courrierdesjoncs.example", Language::kFrench},
    {"Lindentaler Bote", "lindentalerbote.example", Language::kGerman},
    {"Ostriner Rundschau", "ostriner-rundschau.example", Language::kGerman},
    {"Marenhafen Aktuell", "marenhafen-aktuell.example", Language::kGerman},
    {"風見新報", "kazami-shinpo.example", Language::kJapanese},
    {"灯沢タイムズ", "hizawa-times.example", Language::kJapanese},
    {"Heartland Lantern", "heartland-lantern.example", Language::kEnglish},
    {"Main Street Bulletin", "mainstreet-bulletin.example", Language::kEnglish},
    {"Receipt Check Daily", "receiptcheckdaily.example", Language::kEnglish},
    {"Kitchen Table Facts", "kitchentablefacts.example", Language::kEnglish},
    {"The Honest Basket", "honestbasket.example", Language::kEnglish},
    {"County Line Report", "countylinereport.example", Language::kEnglish},
    {"First Light Wire", "firstlightwire.example", Language::kEnglish},
    {"Porchlight Review", "porchlightreview.example", Language::kEnglish},
    {"Open Lane News", "openlanenews.example", Language::kEnglish},
    {"Townhall Insider", "townhallinsider.example", Language::kEnglish},
    {"Grid Watchers", "gridwatchers.example", Language::kEnglish},
    {"Front Row Civic", "frontrowcivic.example", Language::kEnglish},
    {"Maren Coffee", "marencoffee.example", Language::kEnglish},
    {"Otterway Shoes", "otterway.example", Language::kEnglish},
    {"Bluehill Bikes", "bluehillbikes.example", Language::kEnglish},
    {"Fennel Kitchen", "fennelkitchen.example", Language::kEnglish},
    {"Larkfield Toys", "larkfieldtoys.example", Language::kEnglish},
    {"Stonepath Tours", "stonepath-tours.example", Language::kEnglish},
    {"Juniper Skin", "juniperskin.example", Language::kEnglish},
    {"Quillworks Pens", "quillworks.example", Language::kEnglish},
    {"Tidewater Tea", "tidewatertea.example", Language::kEnglish},
    {"Oakbarn Furniture", "oakbarn.example", Language::kEnglish},
    {"Solace Fitness", "solacefitness.example", Language::kEnglish},
    {"Copperpot Foods", "copperpotfoods.example", Language::kEnglish},
    {"Sign Together", "signtogether.example", Language::kEnglish},
    {"Open Appeal", "openappeal.example", Language::kEnglish},
    {"Petition Square", "petitionsquare.example", Language::kEnglish},
    {"Voices Count", "voicescount.example", Language::kEnglish},
}};

constexpr std::string_view kSlugSubjects[] = {
    "bridge-closure",  "school-lunch",  "power-cuts",     "grocery-prices", "debate-night",
    "county-budget",   "water-main",    "late-buses",     "library-hours",  "harvest-fair",
    "rent-increase",   "road-repairs",  "storm-warning",  "voter-forms",    "clinic-opening",
    "stadium-parking", "ferry-tickets", "teacher-hiring", "park-festival",  "mail-delays",
};
constexpr std::string_view kHeadlineSubjects[] = {
    "Bridge closure",  "School lunch prices", "Power cuts",          "Grocery prices",
    "Debate night",    "The county budget",   "A broken water main", "Late buses",
    "Library hours",   "The harvest fair",    "A rent increase",     "Road repairs",
    "A storm warning", "New voter forms",     "The clinic opening",  "Stadium parking",
    "Ferry tickets",   "Teacher hiring",      "The park festival",   "Mail delays",
};
constexpr std::string_view kHeadlineVerbs[] = {
    "divided residents of",
    "took {n} minutes of the council meeting in",
    "brought {y} people together in",
    "cost {m} more than planned in",
    "led to {n} complaints in",
    "surprised shop owners in",
    "back on the agenda in",
    "drew {y} signatures in",
    "worried parents in",
    "still discussed after {n} days in",
};

struct OutletRange {
  std::size_t begin;
  std::size_t end;
};

OutletRange outlets_in(Language language) {
  const auto begin = std::find_if(kOutlets.begin(), kOutlets.end(), [&](const Outlet& candidate) {
    return candidate.language == language;
  });
  const auto last = kOutlets.begin() + kOutletCount;
  const auto end = std::find_if(
      begin, last, [&](const Outlet& candidate) { return candidate.language != language; });
  return {static_cast<std::size_t>(begin - kOutlets.begin()),
          static_cast<std::size_t>(end - kOutlets.begin())};
}

std::uint32_t hour_of(std::uint32_t article) { return (article & 0xffffU) / kArticlesPerHour; }

std::size_t subject_of(std::uint32_t article) { return mix64(article) % std::size(kSlugSubjects); }

void append_path(std::string& out, std::uint32_t article) {
  const std::int64_t at = kScenarioStart + std::int64_t{hour_of(article)} * 3600;
  std::string date = format_date(at * kMicrosPerSecond);
  std::replace(date.begin(), date.end(), '-', '/');
  out += '/';
  out += date;
  out += '/';
  out += kSlugSubjects[subject_of(article)];
  fmt::format_to(std::back_inserter(out), "-{}", 10'000 + (mix64(article) >> 33) % 90'000);
}

}  // namespace

const Outlet& outlet(std::size_t index) {
  CHECK_LT(index, kOutlets.size());
  return kOutlets[index];
}

std::uint32_t article_of(std::size_t outlet_index, std::uint32_t hour, std::uint32_t number) {
  CHECK_LT(outlet_index, kOutlets.size());
  CHECK_LT(hour, kScenarioHours);
  const auto high = static_cast<std::uint32_t>(outlet_index + 1) << 16;
  return high | (hour * kArticlesPerHour + number % kArticlesPerHour);
}

std::size_t outlet_of(std::uint32_t article) { return (article >> 16) - 1; }

std::uint32_t pick_article(Random& random, Language language, std::uint32_t at) {
  const OutletRange range = outlets_in(language);
  const double skewed = random.uniform() * random.uniform();
  const auto place =
      static_cast<std::size_t>(skewed * static_cast<double>(range.end - range.begin));
  const double age = random.exponential() * kMeanAgeHours;
  const double hour = std::max(0.0, at / 3600.0 - age);
  return article_of(range.begin + place, static_cast<std::uint32_t>(hour),
                    static_cast<std::uint32_t>(random.below(kArticlesPerHour)));
}

void append_link(std::string& out, std::uint32_t article) {
  out += "https://www.";
  out += outlet(outlet_of(article)).domain;
  append_path(out, article);
}

void append_pasted_link(std::string& out, std::uint32_t article, std::uint64_t paste) {
  const std::uint64_t habit = mix64(paste) % 10;
  if (habit > 4) return append_link(out, article);
  out += habit == 0 ? "http://" : "https://";
  out += habit == 1 ? "m." : "www.";
  out += outlet(outlet_of(article)).domain;
  append_path(out, article);
  if (habit == 2) out += "?utm_source=clipper&utm_medium=social";
  if (habit == 3) {
    fmt::format_to(std::back_inserter(out), "?fbclid=Iw{:010x}", mix64(paste + 1) >> 24);
  }
  if (habit == 4) out += "#comments";
}

void append_headline(std::string& out, std::uint32_t article) {
  const Outlet& publisher = outlet(outlet_of(article));
  if (publisher.language != Language::kEnglish) {
    const auto topic = static_cast<Topic>(mix64(article) % kTopicCount);
    return append_core(out, publisher.language, topic, article);
  }
  SeedDraw draw(article);
  out += kHeadlineSubjects[subject_of(article)];
  out += ' ';
  append_filled(out, kHeadlineVerbs[draw.below(std::size(kHeadlineVerbs))], english_words(), draw);
  out += ' ';
  append_filled(out, "{p}", english_words(), draw);
  out += " | ";
  out += publisher.name;
}

}  // namespace overt
