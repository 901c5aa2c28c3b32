// RESP2, what Redis and its kin speak: commands as bytes, and replies from bytes. Sans-io; incremental, each
// byte is looked at once.
//
//   reader.take(bytes)      // → need_more, complete or failed; what is left of `bytes` is the next reply's
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace hm::probes::wire {

// Of one reply, with all that is in it.
inline constexpr std::size_t max_resp_bytes = 64 * 1024;
inline constexpr std::size_t max_resp_line = 4 * 1024;  // a simple string, an error, a number
inline constexpr std::size_t max_resp_items = 1024;     // of all its arrays together
inline constexpr std::size_t max_resp_depth = 8;        // arrays in arrays

// An array of bulk strings; any bytes may be in them.
std::string resp_command(std::initializer_list<std::string_view> words);

struct resp_value {
    enum class kind : std::uint8_t { simple, error, integer, bulk, null, array };
    kind what = kind::null;
    std::string text;  // simple, error (without its '-'), bulk
    std::int64_t number = 0;
    std::vector<resp_value> items;
};

class resp_reader {
public:
    enum class progress : std::uint8_t { need_more, complete, failed };
    enum class fault : std::uint8_t { none, malformed, too_large };

    // Takes what belongs to one reply off the front of `bytes`. After a complete one it begins anew; failed
    // is for ever.
    progress take(std::string_view& bytes);

    const resp_value& value() const { return value_; }  // once complete, until the next take()
    fault failure() const { return fault_; }
    std::string_view failure_words() const { return words_; }

private:
    struct unfinished {
        resp_value value;
        std::size_t wanted = 0;
    };

    void take_line(std::string_view& bytes);
    void take_bulk(std::string_view& bytes);
    std::string_view eat(std::string_view& bytes, std::size_t count);
    void on_line(std::string_view line);
    void open_bulk(std::uint64_t size);
    void open_array(std::uint64_t count);
    void add(resp_value value);
    void close_full_arrays();
    void complete(resp_value value);
    void fail(fault why, std::string_view literal);

    resp_value value_;
    std::vector<unfinished> open_;  // arrays, outermost first
    std::string line_;              // that is not complete yet
    std::string bulk_;              // likewise
    std::size_t bulk_left_ = 0;     // bytes of it that are to come, with the end of its line
    std::size_t bytes_ = 0, items_ = 0;
    bool complete_ = false;
    fault fault_ = fault::none;
    std::string_view words_;
};

}  // namespace hm::probes::wire
