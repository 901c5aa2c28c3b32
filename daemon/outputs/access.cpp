#include "daemon/outputs/access.hpp"

#include "daemon/log.hpp"
#include "daemon/secret.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon {

namespace {

bool belongs_to(std::string_view shown, const config::access_token& t) {
    return t.sha256.empty() ? same_secret(shown, t.token) : has_digest(shown, t.sha256);
}

// Looks at every token, however early one fits.
const config::access_token* owner_of(std::string_view shown, std::span<const config::access_token> tokens) {
    const config::access_token* found = nullptr;
    for (const config::access_token& t : tokens)
        if (belongs_to(shown, t)) found = &t;
    return found;
}

admission refused(const http::request& asked, http::response why) {
    log::warning("admin_refused", {{"target", std::string{asked.path()}}});
    return {{}, std::move(why)};
}

}  // namespace

std::string_view bearer(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size()) return {};
    const auto same = [](char a, char b) { return (a | 0x20) == b || a == b; };
    if (!std::equal(scheme.begin(), scheme.end(), authorization.begin(),
                    [&](char wanted, char has) { return same(has, wanted); }))
        return {};
    return authorization.substr(scheme.size());
}

http::response unauthorized(std::string_view detail) {
    return std::move(http::problem(401, detail).add("WWW-Authenticate", "Bearer"));
}

admission admit_operator(std::span<const config::access_token> tokens, const http::request& asked) {
    if (tokens.empty())
        return {{},
                http::problem(403,
                              "no operator token is set: make one with `healthmodeld token NAME`, and "
                              "name it under `tokens:` in the settings file")};
    const config::access_token* who = owner_of(bearer(asked.authorization), tokens);
    if (who == nullptr)
        return refused(asked, unauthorized("an operator's token is needed: Authorization: Bearer …"));
    if (who->may != config::role::operates)
        return refused(
            asked,
            http::problem(403, fmt::format("{} may only read: an operator's token is needed", who->name)));
    return {who->name, {}};
}

admission admit_reader(std::span<const config::access_token> tokens, const http::request& asked) {
    if (tokens.empty()) return {};
    const config::access_token* who = owner_of(bearer(asked.authorization), tokens);
    if (who == nullptr)
        return refused(asked,
                       unauthorized("a viewer's or an operator's token is needed: Authorization: Bearer …"));
    return {who->name, {}};
}

}  // namespace hm::daemon
