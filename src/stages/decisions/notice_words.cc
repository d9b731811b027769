#include "stages/decisions/notice_words.h"

#include <algorithm>

namespace overt {
namespace {

constexpr NoticeWords kEnglish = {
    .lang = "en",
    .title = "A decision about your account {account}",
    .title_outcome = "News of the decision about your account {account}",
    .what = "What was decided",
    .why = "Why",
    .how = "How it was found and decided",
    .redress = "What you can do about it",
    .actions = {"you are asked to say who pays for or runs the account", "a label is shown",
                "it is no longer recommended", "it may not advertise", "it earns no money",
                "it is not shown in some countries", "content is removed",
                "the account is suspended", "the account is closed for good"},
    .worldwide = "Where: everywhere.",
    .in_countries = "Where: {countries}.",
    .duration = "How long: from {date} until it is lifted.",
    .deceived =
        "You are told this and accused of nothing: we believe that you were deceived about who "
        "was behind it.",
    .clause = "The rule of our terms: {policy} {version}, clause {clause}. {title}",
    .law = "The law: {act}, {entry} {url}",
    .applies_because = "It applies because of what was found on what the rule asks:",
    .own_initiative = "We looked into it on our own initiative, not because somebody reported it.",
    .automated_yes = "Automated means were used to find it.",
    .automated_no = "No automated means were used to find it.",
    .decided_by = "It was decided by people, {people} of them, and by no automated means.",
    .appeal =
        "You can object, free of charge, until {until}; somebody who had no part in the decision "
        "looks at it again. Your link, for you alone: {link}",
    .out_of_court = "Out of court:",
    .judicial = "Before a court:",
    .number = "Number of the decision: {decision}",
    .stands = "Your objection was looked at on {date}. The decision stands.",
    .reversed = "The decision was looked at again on {date} after an objection. It is reversed.",
    .reversed_for =
        "The decision was looked at again on {date} after your objection. For your account it is "
        "reversed.",
    .undone = "We have taken the decision back ourselves on {date}.",
    .reason = "The reason:",
    .heard_by =
        "It was heard by a person who had no part in the decision, and by no automated means.",
    .taken_back = "What was done is taken back:",
    .page_title = "Your objection - {platform}",
    .statement_label = "Why do you object?",
    .statement_hint = "In your own words and your own language; at most {max} characters.",
    .send = "Send the objection",
    .may_until = "You can object until {until}.",
    .over = "The time to object ended on {until}.",
    .received = "Your objection was received on {date}.",
    .being_heard =
        "Somebody who had no part in the decision will look at it. Until then the decision holds.",
    .once = "You have objected already; it is not needed twice.",
    .not_in_effect = "The decision is not in effect; there is nothing to object to.",
    .empty = "Please say why you object.",
    .too_long = "This is too long; at most {max} characters.",
    .keep_link = "Keep the link: this page shows the outcome once there is one.",
    .bad_link = "This link is not valid. Copy it whole from the notice that you were sent.",
    .unknown = "There is no such decision any more.",
    .later = "This cannot be kept just now. Please try again in a minute."};

constexpr NoticeWords kFrench = {
    .lang = "fr",
    .title = "Une décision concernant votre compte {account}",
    .title_outcome = "Suite de la décision concernant votre compte {account}",
    .what = "Ce qui a été décidé",
    .why = "Pourquoi",
    .how = "Comment cela a été constaté et décidé",
    .redress = "Vos recours",
    .actions = {"il vous est demandé d'indiquer qui finance ou gère le compte",
                "une mention est affichée", "le compte n'est plus recommandé",
                "le compte ne peut plus faire de publicité", "le compte ne perçoit plus de revenus",
                "le compte n'est plus visible dans certains pays", "un contenu est retiré",
                "le compte est suspendu", "le compte est fermé définitivement"},
    .worldwide = "Où : partout.",
    .in_countries = "Où : {countries}.",
    .duration = "Durée : à partir du {date}, jusqu'à ce que la mesure soit levée.",
    .deceived =
        "Nous vous en informons et ne vous reprochons rien : nous pensons que vous avez été trompé "
        "sur l'identité de ceux qui étaient derrière.",
    .clause = "La règle de nos conditions : {policy} {version}, clause {clause}. {title}",
    .law = "La loi : {act}, {entry} {url}",
    .applies_because =
        "Elle s'applique en raison de ce qui a été constaté sur les points que la règle demande :",
    .own_initiative =
        "Nous avons examiné cela de notre propre initiative, et non sur un signalement.",
    .automated_yes = "Des moyens automatisés ont servi à le constater.",
    .automated_no = "Aucun moyen automatisé n'a servi à le constater.",
    .decided_by =
        "La décision a été prise par des personnes, au nombre de {people}, et par aucun moyen "
        "automatisé.",
    .appeal =
        "Vous pouvez contester, gratuitement, jusqu'au {until} ; quelqu'un qui n'a pas pris part à "
        "la décision la réexamine. Votre lien, pour vous seul : {link}",
    .out_of_court = "Règlement extrajudiciaire :",
    .judicial = "Devant un tribunal :",
    .number = "Numéro de la décision : {decision}",
    .stands = "Votre contestation a été examinée le {date}. La décision est maintenue.",
    .reversed =
        "La décision a été réexaminée le {date} à la suite d'une contestation. Elle est annulée.",
    .reversed_for =
        "La décision a été réexaminée le {date} à la suite de votre contestation. Elle est annulée "
        "pour votre compte.",
    .undone = "Nous avons nous-mêmes annulé la décision le {date}.",
    .reason = "Le motif :",
    .heard_by =
        "L'examen a été fait par une personne qui n'avait pas pris part à la décision, et par "
        "aucun moyen automatisé.",
    .taken_back = "Ce qui a été fait est annulé :",
    .page_title = "Votre contestation - {platform}",
    .statement_label = "Pourquoi contestez-vous ?",
    .statement_hint = "Avec vos mots et dans votre langue ; {max} caractères au plus.",
    .send = "Envoyer la contestation",
    .may_until = "Vous pouvez contester jusqu'au {until}.",
    .over = "Le délai de contestation a pris fin le {until}.",
    .received = "Votre contestation a été reçue le {date}.",
    .being_heard =
        "Quelqu'un qui n'a pas pris part à la décision l'examinera. D'ici là, la décision "
        "s'applique.",
    .once = "Vous avez déjà contesté ; une seule fois suffit.",
    .not_in_effect = "La décision n'est pas en vigueur ; il n'y a rien à contester.",
    .empty = "Merci d'indiquer pourquoi vous contestez.",
    .too_long = "Ce texte est trop long ; {max} caractères au plus.",
    .keep_link = "Gardez le lien : cette page indiquera l'issue.",
    .bad_link = "Ce lien n'est pas valable. Copiez-le en entier depuis l'avis reçu.",
    .unknown = "Cette décision n'existe plus.",
    .later = "L'envoi est impossible pour l'instant. Réessayez dans une minute."};

constexpr NoticeWords kRussian = {
    .lang = "ru",
    .title = "Решение о вашем аккаунте {account}",
    .title_outcome = "Новое о решении по вашему аккаунту {account}",
    .what = "Что решено",
    .why = "Почему",
    .how = "Как это было установлено и решено",
    .redress = "Что вы можете сделать",
    .actions = {"вас просят сообщить, кто оплачивает или ведёт аккаунт", "показывается пометка",
                "аккаунт больше не рекомендуется", "аккаунт не может размещать рекламу",
                "аккаунт не получает дохода", "аккаунт не показывается в некоторых странах",
                "материал удалён", "аккаунт приостановлен", "аккаунт закрыт навсегда"},
    .worldwide = "Где: везде.",
    .in_countries = "Где: {countries}.",
    .duration = "Срок: с {date}, пока мера не будет снята.",
    .deceived =
        "Мы сообщаем вам об этом и ни в чём вас не обвиняем: мы считаем, что вас ввели в "
        "заблуждение о том, кто за этим стоял.",
    .clause = "Правило наших условий: {policy} {version}, пункт {clause}. {title}",
    .law = "Закон: {act}, {entry} {url}",
    .applies_because = "Оно применяется в силу того, что установлено по вопросам правила:",
    .own_initiative = "Мы изучили это по собственной инициативе, а не по чьей-либо жалобе.",
    .automated_yes = "При обнаружении использовались автоматизированные средства.",
    .automated_no = "При обнаружении автоматизированные средства не использовались.",
    .decided_by = "Решение приняли люди (числом: {people}), без автоматизированных средств.",
    .appeal =
        "Вы можете бесплатно подать возражение до {until}; его рассмотрит тот, кто не участвовал в "
        "решении. Ваша личная ссылка: {link}",
    .out_of_court = "Внесудебное урегулирование:",
    .judicial = "Обращение в суд:",
    .number = "Номер решения: {decision}",
    .stands = "Ваше возражение рассмотрено {date}. Решение остаётся в силе.",
    .reversed = "Решение пересмотрено {date} после возражения. Оно отменено.",
    .reversed_for =
        "Решение пересмотрено {date} после вашего возражения. Для вашего аккаунта оно отменено.",
    .undone = "Мы сами отменили решение {date}.",
    .reason = "Основание:",
    .heard_by =
        "Возражение рассмотрел человек, не участвовавший в решении, без автоматизированных "
        "средств.",
    .taken_back = "Отменяется то, что было сделано:",
    .page_title = "Ваше возражение - {platform}",
    .statement_label = "Почему вы возражаете?",
    .statement_hint = "Своими словами и на своём языке; не более {max} знаков.",
    .send = "Отправить возражение",
    .may_until = "Подать возражение можно до {until}.",
    .over = "Срок для возражений истёк {until}.",
    .received = "Ваше возражение получено {date}.",
    .being_heard = "Его рассмотрит тот, кто не участвовал в решении. До этого решение действует.",
    .once = "Вы уже подали возражение; второй раз не нужно.",
    .not_in_effect = "Решение не действует; возражать не на что.",
    .empty = "Пожалуйста, напишите, почему вы возражаете.",
    .too_long = "Слишком длинно; не более {max} знаков.",
    .keep_link = "Сохраните ссылку: на этой странице появится итог.",
    .bad_link = "Эта ссылка недействительна. Скопируйте её целиком из уведомления.",
    .unknown = "Такого решения больше нет.",
    .later = "Сейчас это сохранить нельзя. Попробуйте через минуту."};

constexpr std::array<NoticeWords, 3> kAll = {kEnglish, kFrench, kRussian};

}  // namespace

std::span<const NoticeWords> all_notice_words() { return kAll; }

const NoticeWords* notice_words(std::string_view lang) {
  const std::string primary = primary_language(lang);
  const auto* const found = std::find_if(
      kAll.begin(), kAll.end(), [&](const NoticeWords& one) { return one.lang == primary; });
  return found == kAll.end() ? nullptr : found;
}

std::string primary_language(std::string_view lang) {
  std::string primary(lang.substr(0, lang.find_first_of("-_")));
  for (char& c : primary) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return primary;
}

std::string_view direction_of(std::string_view lang) {
  constexpr std::array<std::string_view, 10> kFromTheRight = {"ar", "arc", "ckb", "dv", "fa",
                                                              "he", "ps",  "sd",  "ur", "yi"};
  const std::string primary = primary_language(lang);
  const bool from_the_right =
      std::find(kFromTheRight.begin(), kFromTheRight.end(), primary) != kFromTheRight.end();
  return from_the_right ? "rtl" : "ltr";
}

std::string filled(std::string_view text,
                   const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    if (close == text.npos) break;
    const std::string_view name = text.substr(1, close - 1);
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& value) { return value.first == name; });
    if (found == values.end()) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += found->second;
      text.remove_prefix(close + 1);
    }
  }
  return out + std::string(text);
}

std::string_view outcome_words(const NoticeWords& words, const DecisionEvent& outcome) {
  switch (outcome.kind) {
    case DecisionEventKind::kUpheld:
      return words.stands;
    case DecisionEventKind::kReversed:
      return words.reversed;
    case DecisionEventKind::kReversedFor:
      return words.reversed_for;
    default:
      return words.undone;
  }
}

std::string step_words(const NoticeWords& words, const LadderStep& step) {
  std::string said(words.actions.at(static_cast<std::size_t>(step.action)));
  const std::string& argument = step.action == ActionKind::kLabel ? step.label : step.audience;
  return argument.empty() ? said : said + " (" + argument + ")";
}

}  // namespace overt
