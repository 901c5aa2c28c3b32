// Asking a running daemon, over plain HTTP: one request, one connection, one answer within a limit.
#pragma once

#include <boost/json/object.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace hm::daemon::cli {

inline constexpr std::string_view default_url = "http://127.0.0.1:8640";
inline constexpr std::chrono::seconds ask_limit{15};
inline constexpr std::size_t max_answer_bytes = 64 * 1024 * 1024;

// Where the daemon is, and what shows it who we are.
struct daemon_access {
    std::string url{default_url};
    std::optional<std::string> token_file;  // else $HEALTHMODELD_TOKEN
};

struct api_answer {
    int status = 0;  // 0: there is none; `body` says why
    std::string body;
};

class api_client {
public:
    // `mistake()` afterwards: an address that is none, a file that cannot be read; empty when all is well.
    explicit api_client(const daemon_access& access);
    const std::string& mistake() const { return mistake_; }

    // `method`: "GET", "POST", "DELETE".
    api_answer ask(std::string_view method, const std::string& target, std::string body = {}) const;

private:
    std::string host_, port_, token_, mistake_;
};

// What a refusal says of itself: `detail` of problem+json, or the whole body.
std::string refusal_in_words(const api_answer& answer);

// Says on standard error what went wrong; the exit code.
int complain(std::string_view what, int code);
int report_refusal(const daemon_access& access, const api_answer& answer);

// A member that is a text; otherwise empty.
std::string text_of(const boost::json::object& o, std::string_view key);

std::string percent_encoded(std::string_view text);

}  // namespace hm::daemon::cli
