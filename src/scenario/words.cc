#include "scenario/words.h"

#include "base/check.h"

namespace overt {

const Words& words_of(Language language) {
  switch (language) {
    case Language::kEnglish:
      return english_words();
    case Language::kSpanish:
      return spanish_words();
    case Language::kPortuguese:
      return portuguese_words();
    case Language::kFrench:
      return french_words();
    case Language::kGerman:
      return german_words();
    case Language::kJapanese:
      return japanese_words();
  }
  CHECK(false);
}

WordList meme_captions() {
  static constexpr std::string_view kMemes[] = {
      "tell me you grew up in a small town without telling me",
      "nobody asked but here is my fridge at the end of the month",
      "the way I rehearsed this whole conversation in the shower",
      "pov you said just one episode and it is four in the morning",
      "not me buying another plant instead of fixing my sleep schedule",
      "when the group chat finally agrees on a date and it rains",
      "how it started and how it is going, kitchen edition",
      "if you know this sound you owe your knees an apology",
      "my toxic trait is thinking I can carry all the bags in one trip",
      "show me a photo that explains your whole summer in one second",
      "things my grandmother says that turned out to be right",
      "me explaining to the cat why dinner is at six and not at five",
  };
  return kMemes;
}

}  // namespace overt
