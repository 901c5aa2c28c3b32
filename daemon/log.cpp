#include "daemon/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <boost/json.hpp>

#include <algorithm>

namespace hm::daemon::log {

namespace {

format chosen = format::text;
sink diverted;

spdlog::logger& logger() {
    static const auto sink = [] {
        auto made = spdlog::stderr_logger_mt("healthmodeld");
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        made->flush_on(spdlog::level::debug);
        return made;
    }();
    return *sink;
}

bool needs_quotes(std::string_view text) {
    return text.empty() ||
           std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == '"' || c == '='; });
}

std::string json_string(std::string_view text) {
    return boost::json::serialize(boost::json::string(text));
}

void write(spdlog::level::level_enum level, std::string_view event, std::initializer_list<field> fields) {
    if (!logger().should_log(level)) return;
    if (diverted) {
        const auto name = spdlog::level::to_string_view(level);
        return diverted({name.data(), name.size()}, render(format::text, event, fields));
    }
    logger().log(level, render(chosen, event, fields));
}

}  // namespace

std::string render(format as, std::string_view event, std::initializer_list<field> fields) {
    std::string line = as == format::json ? "\"event\":" + json_string(event) : std::string{event};
    for (const field& f : fields) {
        if (as == format::json)
            line += "," + json_string(f.key) + ":" + json_string(f.text);
        else
            line += " " + std::string{f.key} + "=" + (needs_quotes(f.text) ? json_string(f.text) : f.text);
    }
    return line;
}

void configure(format as, std::string_view level) {
    chosen = as;
    logger().set_level(spdlog::level::from_str(std::string{level}));
    if (as == format::json)
        logger().set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                             spdlog::pattern_time_type::utc);
}

void divert(sink to) {
    diverted = std::move(to);
}

void debug(std::string_view event, std::initializer_list<field> fields) {
    write(spdlog::level::debug, event, fields);
}
void info(std::string_view event, std::initializer_list<field> fields) {
    write(spdlog::level::info, event, fields);
}
void warning(std::string_view event, std::initializer_list<field> fields) {
    write(spdlog::level::warn, event, fields);
}
void error(std::string_view event, std::initializer_list<field> fields) {
    write(spdlog::level::err, event, fields);
}

}  // namespace hm::daemon::log
