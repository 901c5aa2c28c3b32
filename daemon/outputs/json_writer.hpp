// Writes JSON straight into a string, for answers that are rendered often and may be large. Commas and
// escapes are its business; numbers come out as people write them (0.83, not 8.3E-1). No reading.
//
//   json_writer w;
//   { auto o = w.object(); w.key("state").text("healthy"); w.key("score").number(0.83); }
//   w.take()   →   {"state":"healthy","score":0.83}
#pragma once

#include "model/state.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hm::daemon {

class json_writer {
public:
    // Closes its bracket when it goes out of scope.
    class scope {
    public:
        scope(json_writer& w, char close) : writer_(w), close_(close) {}
        ~scope() { writer_.close(close_); }
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;

    private:
        json_writer& writer_;
        char close_;
    };

    [[nodiscard]] scope object() { return open('{', '}'); }
    [[nodiscard]] scope array() { return open('[', ']'); }
    json_writer& key(std::string_view name);

    void text(std::string_view value);
    void number(double value);
    void integer(std::int64_t value);
    void boolean(bool value);
    void null();

    // What almost every answer has: a score is a ratio 0…1 or null, a time RFC 3339 or null.
    void ratio(model::score s);
    void time(model::wall_time t);
    void milliseconds(model::duration d);

    std::string take() { return std::move(out_); }

private:
    scope open(char bracket, char closing);
    void close(char bracket);
    void separate();  // a comma where one is due

    std::string out_;
    bool comma_ = false;
};

}  // namespace hm::daemon
