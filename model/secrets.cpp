#include "model/secrets.hpp"

#include <algorithm>

namespace hm::model {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins_with(std::string_view text, std::string_view secret) {
    return text.size() >= secret.size() && std::equal(secret.begin(), secret.end(), text.begin(),
                                                      [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::string without_secrets(std::string_view text, const std::vector<std::string>& secrets) {
    return without_secrets(text, secrets, text.size());
}

std::string without_secrets(std::string_view text, const std::vector<std::string>& secrets,
                            std::size_t limit) {
    std::string out;
    const std::size_t stays = text.size() - std::min(limit, text.size());
    while (text.size() > stays) {
        std::size_t longest = 0;
        for (const std::string& secret : secrets)
            if (secret.size() > longest && begins_with(text, secret)) longest = secret.size();
        if (longest == 0)
            out += text.front();
        else
            out += hidden;
        text.remove_prefix(std::max<std::size_t>(longest, 1));
    }
    return out;
}

}  // namespace hm::model
