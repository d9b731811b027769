#include <fmt/format.h>

#include "edge/transparency/pages.h"
#include "edge/transparency/words.h"

namespace overt::transparency {
namespace {

std::string step_item(const Texts& texts, const CheckedStep& step) {
  return fmt::format(
      "<li data-holds=\"{}\">{} {} <code>{}</code></li>\n", step.holds,
      tag(step.holds ? texts.step_holds : texts.step_fails, step.holds ? "good" : "bad"),
      escaped(texts.steps.at(static_cast<std::size_t>(step.step))), escaped(step.detail));
}

/// What came of a receipt that the server was asked about.
std::string verdict(const Texts& texts, const AskedReceipt& asked) {
  if (!asked.checked.ok()) {
    return fmt::format(
        "<div class=\"note bad\" data-outcome=\"unreadable\"><h3>{}</h3>\n<p>{} {}</p></div>\n",
        escaped(texts.fails), escaped(texts.unreadable), in_english(asked.checked.error().message));
  }
  const CheckedReceipt& checked = asked.checked.value();
  const bool holds = checked.holds();
  std::string out = fmt::format(
      "<div class=\"note {}\" data-outcome=\"{}\"><h3>{}</h3>\n<p>{}</p>\n<ul class=\"checked\">\n",
      holds ? "good" : "bad", holds ? "holds" : "fails", escaped(holds ? texts.holds : texts.fails),
      escaped(holds ? texts.holds_text : texts.fails_text));
  for (const CheckedStep& step : checked.steps) out += step_item(texts, step);
  out += "</ul>\n";
  if (holds) {
    out += fmt::format("<p>{}</p><pre dir=\"ltr\" tabindex=\"0\">{}</pre>\n", escaped(texts.entry),
                       escaped(checked.entry));
  }
  return out + fmt::format("<p class=\"quiet\">{}</p></div>\n", escaped(texts.on_server));
}

/// What the script says, for it to say in the reader's language.
std::string words_for_script(const Texts& texts) {
  std::string out;
  const auto word = [&](std::string_view name, std::string_view words) {
    out += fmt::format(" data-{}=\"{}\"", name, escaped(words));
  };
  word("holds", texts.holds);
  word("holds-text", texts.holds_text);
  word("fails", texts.fails);
  word("fails-text", texts.fails_text);
  word("unreadable", texts.unreadable);
  word("step-holds", texts.step_holds);
  word("step-fails", texts.step_fails);
  word("entry-text", texts.entry);
  word("here", texts.here_in_browser);
  for (std::size_t i = 0; i < kReceiptStepCount; ++i) {
    word(fmt::format("step-{}", name_of(static_cast<ReceiptStep>(i))), texts.steps.at(i));
  }
  return out;
}

std::string checker(const Reader& reader, const PublicLedger& ledger, const AskedReceipt* asked) {
  const Texts& texts = reader.texts();
  const std::string receipt = asked == nullptr ? std::string() : asked->receipt;
  const std::string record = asked == nullptr ? std::string() : asked->record;
  std::string out = fmt::format(
      "<section id=\"check\"><h2>{}</h2>\n<p>{}</p>\n<form id=\"checker\" method=\"post\" "
      "action=\"{}\" accept-charset=\"utf-8\" data-key=\"{}\"{}>\n",
      escaped(texts.checker), escaped(texts.checker_text),
      escaped(address(reader, "/transparency/ledger/receipts")), escaped(ledger.key),
      words_for_script(texts));
  // Only the script can read a file without sending it, so only it shows the field.
  out += fmt::format(
      "<p id=\"from-file\" hidden><label for=\"file\">{}</label> <input id=\"file\" type=\"file\" "
      "accept=\".tlog-proof,text/plain\"></p>\n",
      escaped(texts.receipt_file));
  out += fmt::format(
      "<p><label for=\"receipt\">{}</label><textarea id=\"receipt\" name=\"receipt\" rows=\"9\" "
      "required spellcheck=\"false\" dir=\"ltr\" autocomplete=\"off\">\n{}</textarea></p>\n"
      "<p><label for=\"record\">{}</label><textarea id=\"record\" name=\"record\" rows=\"3\" "
      "spellcheck=\"false\" dir=\"ltr\" autocomplete=\"off\" aria-describedby=\"record-hint\">\n"
      "{}</textarea><span id=\"record-hint\" class=\"quiet\">{}</span></p>\n"
      "<p><button type=\"submit\">{}</button></p></form>\n",
      escaped(texts.receipt), escaped(receipt), escaped(texts.record), escaped(record),
      escaped(texts.record_hint), escaped(texts.check_now));
  out += "<div id=\"verdict\" aria-live=\"polite\" tabindex=\"-1\">\n";
  if (asked != nullptr) out += verdict(texts, *asked);
  return out + "</div></section>\n";
}

std::string facts(const Reader& reader, const PublicLedger& ledger) {
  const Texts& texts = reader.texts();
  return fmt::format(
      "<dl class=\"facts card\"><dt>{}</dt><dd><code>{}</code></dd><dt>{}</dt><dd>{}</dd>"
      "<dt>{}</dt><dd><code>{}</code></dd><dt>{}</dt><dd><code>{}</code><br>"
      "<span class=\"quiet\">{} <a href=\"/transparency/ledger/key\">{}</a></span></dd></dl>\n"
      "<section><h2>{}</h2>\n<p>{}</p>\n<pre dir=\"ltr\" tabindex=\"0\">{}</pre>\n"
      "<p><a href=\"/transparency/ledger/checkpoint\">{}</a></p>\n<p class=\"quiet\">{} "
      "<code>/transparency/ledger/tile/0/000</code></p></section>\n",
      escaped(texts.origin), escaped(ledger.origin), escaped(texts.size),
      count(reader, ledger.size), escaped(texts.root), escaped(ledger.root), escaped(texts.key),
      escaped(ledger.key), escaped(texts.key_text), escaped(texts.download),
      escaped(texts.checkpoint), escaped(texts.checkpoint_text), escaped(ledger.checkpoint),
      escaped(texts.download), escaped(texts.tiles));
}

}  // namespace

std::string ledger_page(const Reader& reader, const PublicLedger& ledger,
                        const AskedReceipt* asked) {
  const Texts& texts = reader.texts();
  std::string body = fmt::format("<h1>{}</h1>\n<p class=\"lede\">{}</p>\n",
                                 escaped(texts.ledger.title), escaped(texts.ledger.lede));
  if (ledger.origin.empty()) {
    body += nothing_yet(texts.ledger.none);
  } else {
    body += checker(reader, ledger, asked);
    body += facts(reader, ledger);
  }
  Frame frame{reader, "/transparency/ledger", std::string(texts.ledger.title), Section::kLedger};
  frame.checks_receipts = !ledger.origin.empty();
  return page(frame, body);
}

}  // namespace overt::transparency
