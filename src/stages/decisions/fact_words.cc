#include "stages/decisions/fact_words.h"

#include <algorithm>
#include <array>
#include <optional>

#include "model/policy.h"
#include "stages/decisions/notice_words.h"

namespace overt {
namespace {

constexpr std::size_t kLanguages = 3;
constexpr std::array<std::string_view, kLanguages> kLangs = {"en", "fr", "ru"};
/// What stands between a fact and its value.
constexpr std::array<std::string_view, kLanguages> kColons = {": ", " : ", ": "};

struct Worded {
  std::string_view name;
  std::array<std::string_view, kLanguages> words;  // in the order of kLangs
};

constexpr std::array kFacts = {
    Worded{"account.declares_entity",
           {"the account says who it is or works for",
            "le compte dit qui il est ou pour qui il travaille",
            "аккаунт сообщает, кто он или на кого работает"}},
    Worded{"account.followers",
           {"followers of the account", "abonnés du compte", "подписчиков у аккаунта"}},
    Worded{"account.protected",
           {"the account is on the list of public officials and news organisations",
            "le compte figure sur la liste des responsables publics et des médias",
            "аккаунт в списке должностных лиц и СМИ"}},
    Worded{"account.region", {"country of the account", "pays du compte", "страна аккаунта"}},
    Worded{"account.verified",
           {"the platform has verified the account", "la plateforme a vérifié le compte",
            "аккаунт подтверждён платформой"}},
    Worded{"attribution.confidence",
           {"confidence in the assessment of who is behind it",
            "confiance dans l'appréciation de qui est derrière",
            "уверенность в оценке того, кто за этим стоит"}},
    Worded{
        "attribution.decides",
        {"there is evidence of who is behind it that a decision may rest on",
         "il existe, sur qui est derrière, des preuves sur lesquelles une décision peut reposer",
         "о том, кто за этим стоит, есть доказательства, на которых может основываться решение"}},
    Worded{"attribution.entities",
           {"assessed to be behind it, or to control those who are",
            "jugés être derrière, ou contrôler ceux qui le sont",
            "по оценке, за этим стоят или управляют теми, кто стоит"}},
    Worded{"attribution.role",
           {"part of the account in the operation", "rôle du compte dans l'opération",
            "роль аккаунта в операции"}},
    Worded{"audience.abroad",
           {"share of the audience in other countries", "part du public dans d'autres pays",
            "доля аудитории в других странах"}},
    Worded{"audience.regions",
           {"countries with a tenth of the audience or more",
            "pays réunissant au moins un dixième du public",
            "страны, где не менее десятой части аудитории"}},
    Worded{"content.paid",
           {"somebody paid for it", "quelqu'un a payé pour cela", "за это заплатили"}},
    Worded{"content.payment_disclosed",
           {"it says that somebody paid for it", "il est dit que quelqu'un a payé",
            "сказано, что за это заплатили"}},
    Worded{"content.political",
           {"it is about elections, parties, candidates or legislation",
            "il s'agit d'élections, de partis, de candidats ou de législation",
            "речь о выборах, партиях, кандидатах или законах"}},
    Worded{"disclosure.peers",
           {"other platforms that reported acting against the same operation",
            "autres plateformes ayant signalé agir contre la même opération",
            "другие платформы, сообщившие о мерах против той же операции"}},
    Worded{"finding.explanation",
           {"what else could explain that the accounts act together",
            "ce qui pourrait autrement expliquer que les comptes agissent ensemble",
            "чем ещё могло бы объясняться то, что аккаунты действуют вместе"}},
    Worded{"finding.families",
           {"independent kinds of evidence that hold", "types d'indices indépendants qui tiennent",
            "независимых видов доказательств, которые подтвердились"}},
    Worded{"finding.members", {"accounts of the network", "comptes du réseau", "аккаунтов в сети"}},
    Worded{"finding.q",
           {"share of such findings that may be mere chance",
            "part de tels constats qui peut relever du hasard",
            "доля таких выводов, которая может быть случайной"}},
    Worded{"finding.standing",
           {"the account's own place in the network", "place du compte lui-même dans le réseau",
            "место самого аккаунта в сети"}},
    Worded{"finding.status",
           {"acting together, on evidence that the search had not seen",
            "action concertée, sur des données que la recherche n'avait pas vues",
            "совместные действия, по данным, которых поиск не видел"}},
    Worded{"finding.tier",
           {"who should look at it", "qui doit l'examiner", "кто должен это рассмотреть"}},
    Worded{"label.current_affairs_abroad",
           {"it speaks to people abroad on current affairs",
            "il s'adresse à un public étranger sur l'actualité",
            "обращается к людям за рубежом на темы текущих событий"}},
    Worded{"label.values", {"labels that it carries", "mentions qu'il porte", "пометки"}},
    Worded{"sanction.annexes",
           {"listed in these laws", "inscrit dans ces lois", "внесён в перечни законов"}},
};

constexpr std::array kValues = {
    Worded{"true", {"yes", "oui", "да"}},
    Worded{"false", {"no", "non", "нет"}},
    Worded{"yes", {"yes", "oui", "да"}},
    Worded{"no", {"no", "non", "нет"}},
    Worded{"unknown", {"not known", "inconnu", "неизвестно"}},
    Worded{"not_confirmed", {"not confirmed", "non confirmée", "не подтверждены"}},
    Worded{"confirmed", {"confirmed", "confirmée", "подтверждены"}},
    Worded{"none", {"nobody", "personne", "никто"}},
    Worded{"watch", {"a later run", "une analyse ultérieure", "следующий анализ"}},
    Worded{"review", {"a person", "une personne", "человек"}},
    Worded{"undisclosed",
           {"nothing that was tried", "rien de ce qui a été essayé", "ничем из проверенного"}},
    Worded{"disclosed",
           {"they say openly that they belong together",
            "ils disent ouvertement qu'ils vont ensemble", "они открыто говорят, что связаны"}},
    Worded{"newsroom", {"a newsroom", "une rédaction", "это редакция"}},
    Worded{"fandom", {"a fan club", "un club de fans", "это фан-клуб"}},
    Worded{"scheduler",
           {"an app that posts at set times", "une application qui publie à heure fixe",
            "программа, публикующая по расписанию"}},
    Worded{"breaking_news", {"news that broke", "une actualité soudaine", "внезапная новость"}},
    Worded{"trend", {"a trend", "une tendance", "тренд"}},
    Worded{"adjacent", {"beside it only", "seulement à côté", "только рядом"}},
    Worded{"member",
           {"a member on evidence of its own", "membre, sur preuves propres",
            "участник, по собственным доказательствам"}},
    Worded{"low", {"low", "faible", "низкая"}},
    Worded{"moderate", {"moderate", "moyenne", "средняя"}},
    Worded{"high", {"high", "élevée", "высокая"}},
    Worded{"operator", {"runs it", "la mène", "ведёт её"}},
    Worded{"controlled", {"controlled by it", "contrôlé par elle", "под её управлением"}},
    Worded{"paid-witting",
           {"paid, and knew by whom", "payé, en sachant par qui", "за плату, зная, от кого"}},
    Worded{
        "paid-unwitting",
        {"paid without knowing by whom", "payé sans savoir par qui", "за плату, не зная, от кого"}},
    Worded{"amplifier", {"spreads it", "la diffuse", "распространяет её"}},
};

template <std::size_t kCount>
std::string_view words_for(const std::array<Worded, kCount>& table, std::string_view name,
                           std::size_t lang) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const Worded& one) { return one.name == name; });
  return found == table.end() ? std::string_view() : found->words.at(lang);
}

std::optional<std::size_t> place_of(std::string_view lang) {
  const std::string primary = primary_language(lang);
  const auto found = std::find(kLangs.begin(), kLangs.end(), primary);
  if (found == kLangs.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kLangs.begin());
}

/// A word of a few is said in the language; what the platform or the registry wrote stays.
bool has_words(const FactTerm& term) {
  return term.type == FactType::kFlag || term.type == FactType::kChoice ||
         term.type == FactType::kRank;
}

}  // namespace

std::string told_fact(std::string_view lang, const UsedFact& fact) {
  const auto place = place_of(lang);
  const auto term = fact_term_named(fact.name);
  const std::string_view name = place ? words_for(kFacts, fact.name, *place) : std::string_view();
  if (name.empty()) return "\"" + fact.name + "\": " + fact.value;
  std::string_view value;
  if (term && has_words(fact_terms()[*term])) value = words_for(kValues, fact.value, *place);
  std::string said(name);
  said += kColons.at(*place);
  return said += value.empty() ? std::string_view(fact.value) : value;
}

std::string told_facts(std::string_view lang, std::span<const UsedFact> facts) {
  std::string said;
  for (const UsedFact& fact : facts) {
    if (!said.empty()) said += "; ";
    said += told_fact(lang, fact);
  }
  return said.empty() ? said : said + ".";
}

}  // namespace overt
