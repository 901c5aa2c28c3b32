// The words of a condition: bytes → tokens with their offsets, and the cursor with which the parser in
// conditions.cpp and its helpers walk over them.
#pragma once

#include "config/units.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hm::config {

struct token {
    enum class kind : std::uint8_t { word, quoted, comparator, open, close, end };

    kind what = kind::end;
    std::string_view text;  // as written, quotes included
    std::size_t offset = 0;
};

// Always ends with a token of kind end. A character that no condition has is a mistake with a hint.
parsed<std::vector<token>> tokenize_condition(std::string_view text);

// Thrown inside the parser only: a recursive descent has no better way out.
struct bad_condition {
    mistake why;
};
[[noreturn]] void fail(const token& at, std::string message, std::string hint = {});

// The value of a token's text, or its mistake at the token.
template <class Value>
Value must(const token& at, parsed<Value> result) {
    if (!result) fail(at, std::move(result.wrong.message), std::move(result.wrong.hint));
    return std::move(*result.value);
}

class token_cursor {
public:
    // Ends with a token of kind end; the cursor never goes past it.
    explicit token_cursor(std::vector<token> tokens) : tokens_(std::move(tokens)) {}

    const token& peek() const { return tokens_[next_]; }
    token take();
    bool is(token::kind what) const { return peek().what == what; }
    bool is_word(std::string_view word) const { return is(token::kind::word) && peek().text == word; }
    // Whether a word stands here directly in front of a parenthesis: `p95(`, and not `and (`.
    bool is_call() const;

    std::size_t position() const { return next_; }
    // The tokens from `first` to here with single blanks, none inside parentheses or after a function's name.
    std::string text_since(std::size_t first) const;

private:
    bool is_call_at(std::size_t at) const;

    std::vector<token> tokens_;
    std::size_t next_ = 0;
};

}  // namespace hm::config
