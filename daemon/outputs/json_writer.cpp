#include "daemon/outputs/json_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace hm::daemon {

void json_writer::separate() {
    if (comma_) out_.push_back(',');
    comma_ = true;
}

json_writer::scope json_writer::open(char bracket, char closing) {
    separate();
    out_.push_back(bracket);
    comma_ = false;
    return {*this, closing};
}

void json_writer::close(char bracket) {
    out_.push_back(bracket);
    comma_ = true;
}

json_writer& json_writer::key(std::string_view name) {
    text(name);
    out_.push_back(':');
    comma_ = false;
    return *this;
}

void json_writer::text(std::string_view value) {
    separate();
    out_.push_back('"');
    for (const char c : value) {
        if (c == '"' || c == '\\')
            out_.append({'\\', c});
        else if (static_cast<unsigned char>(c) < ' ')
            fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned>(c));
        else
            out_.push_back(c);
    }
    out_.push_back('"');
}

void json_writer::number(double value) {
    if (!std::isfinite(value)) return null();
    separate();
    fmt::format_to(std::back_inserter(out_), "{}", value);
}

void json_writer::integer(std::int64_t value) {
    separate();
    fmt::format_to(std::back_inserter(out_), "{}", value);
}

void json_writer::boolean(bool value) {
    separate();
    out_.append(value ? "true" : "false");
}

void json_writer::null() {
    separate();
    out_.append("null");
}

void json_writer::ratio(model::score s) {
    if (s.known())
        number(s.ratio());
    else
        null();
}

void json_writer::time(model::wall_time t) {
    if (t == model::wall_time{})
        null();
    else
        text(model::format_time(t));
}

void json_writer::milliseconds(model::duration d) {
    number(std::chrono::duration<double, std::milli>(d).count());
}

}  // namespace hm::daemon
