// The words of a condition: bytes → tokens with their offsets. Used by the parser in conditions.cpp alone.
#pragma once

#include "config/units.hpp"

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

}  // namespace hm::config
