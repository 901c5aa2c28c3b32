#include "model/observation.hpp"

#include <algorithm>

namespace hm::model {

std::string printable(std::string_view text) {
    std::string out{text.substr(0, max_detail)};
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return out;
}

}  // namespace hm::model
