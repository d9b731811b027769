#pragma once
// TiktokScanner: cuts TikTok Research API responses into video objects. A record is one video and
// not one response, so that one bad video costs itself, and a response of any size can be read in
// chunks.
//
// Outside the videos the text is read flat: brackets and commas are stepped over, so is every
// member but "data", "videos" (stepped into) and "error" (handed over). So a chunk may start
// after any video, and what follows is read as if the response's beginning had been seen.
//
// A broken video costs the text up to its next line end. Not thread-safe.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace overt {

enum class TiktokItem : std::uint8_t {
  kVideo,
  kError,       // the "error" object of a response; its code may be "ok"
  kBroken,      // not JSON, up to the line end
  kTooLong,     // no end within the limit and no line end either
  kUnfinished,  // the text ends inside
  kEnd,
};

class TiktokScanner {
 public:
  /// cut_text: the text was cut at a whole record, so what runs to its end is broken, as the bytes
  /// after it have shown, and not unfinished.
  TiktokScanner(std::string_view text, std::uint64_t first_line, std::uint64_t record_bytes_max,
                bool cut_text)
      : place_(text.data()),
        end_(text.data() + text.size()),
        counted_(text.data()),
        line_(first_line),
        record_bytes_max_(record_bytes_max),
        cut_text_(cut_text) {}

  TiktokItem next();

  [[nodiscard]] std::string_view raw() const { return raw_; }
  [[nodiscard]] std::uint64_t line() const { return line_; }
  [[nodiscard]] const char* position() const { return place_; }
  /// At the end of the text: whether a response or an array is still open.
  [[nodiscard]] bool open() const { return open_; }
  /// Whether a line end was found behind a broken or overlong item.
  [[nodiscard]] bool terminated() const { return terminated_; }

 private:
  bool step_over();
  TiktokItem take_object();
  bool take_member(TiktokItem& item);
  TiktokItem take(const char* begin, TiktokItem item);
  TiktokItem give_up(const char* begin, bool unfinished);
  [[nodiscard]] bool is_response(const char* begin) const;
  [[nodiscard]] const char* limit(const char* begin) const;
  void count_lines_to(const char* place);

  const char* place_;
  const char* end_;
  const char* counted_;  // line_ is the line of this byte
  std::uint64_t line_;
  std::uint64_t record_bytes_max_;
  std::string_view raw_;
  bool cut_text_;
  bool open_ = false;
  bool in_list_ = false;  // the last thing seen was '[' or ','
  bool terminated_ = true;
};

}  // namespace overt
