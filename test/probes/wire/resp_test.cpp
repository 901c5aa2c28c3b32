#include "probes/wire/resp.hpp"

#include <catch2/catch.hpp>

using namespace hm::probes::wire;
using namespace std::string_literals;
using progress = resp_reader::progress;
using fault = resp_reader::fault;

namespace {

// A reply as one line: +OK, -ERR no, :7, "bulk", null, [a b].
std::string shown(const resp_value& v) {
    switch (v.what) {
        case resp_value::kind::simple:
            return "+" + v.text;
        case resp_value::kind::error:
            return "-" + v.text;
        case resp_value::kind::integer:
            return ":" + std::to_string(v.number);
        case resp_value::kind::bulk:
            return "\"" + v.text + "\"";
        case resp_value::kind::null:
            return "null";
        case resp_value::kind::array:
            break;
    }
    std::string all;
    for (const resp_value& item : v.items) all += (all.empty() ? "" : " ") + shown(item);
    return "[" + all + "]";
}

struct reading {
    std::vector<std::string> replies;
    progress last = progress::need_more;
    fault why = fault::none;
    std::string words;
    bool operator==(const reading&) const = default;
};

reading feed(std::string_view bytes, std::size_t piece) {
    resp_reader reader;
    reading seen;
    while (!bytes.empty() && seen.last != progress::failed) {
        std::string_view next = bytes.substr(0, piece);
        bytes.remove_prefix(next.size());
        while (!next.empty() && seen.last != progress::failed) {
            seen.last = reader.take(next);
            if (seen.last == progress::complete) seen.replies.push_back(shown(reader.value()));
        }
    }
    seen.why = reader.failure();
    seen.words = reader.failure_words();
    return seen;
}

// However it is cut.
reading read(std::string_view bytes) {
    const reading whole = feed(bytes, bytes.size() + 1);
    for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u}) {
        CAPTURE(piece);
        CHECK(feed(bytes, piece) == whole);
    }
    return whole;
}

}  // namespace

TEST_CASE("a command is an array of strings of any bytes", "[probes][wire][redis]") {
    CHECK(resp_command({"PING"}) == "*1\r\n$4\r\nPING\r\n");
    CHECK(resp_command({"SET", "a key", "\r\n\0"s}) == "*3\r\n$3\r\nSET\r\n$5\r\na key\r\n$3\r\n\r\n\0\r\n"s);
    CHECK(resp_command({"GET", ""}) == "*2\r\n$3\r\nGET\r\n$0\r\n\r\n");
}

TEST_CASE("replies are read as they are meant however they are cut", "[probes][wire][redis]") {
    struct row {
        std::string bytes;
        std::vector<std::string> replies;
    };
    const row r = GENERATE(values<row>({
        {"+PONG\r\n", {"+PONG"}},
        {"+\r\n", {"+"}},
        {"-WRONGPASS invalid username-password pair\r\n", {"-WRONGPASS invalid username-password pair"}},
        {":1\r\n", {":1"}},
        {":-9223372036854775808\r\n", {":-9223372036854775808"}},
        {"$5\r\nhello\r\n", {"\"hello\""}},
        {"$0\r\n\r\n", {"\"\""}},
        {"$4\r\n\r\n\r\n\r\n", {"\"\r\n\r\n\""}},
        {"$-1\r\n", {"null"}},
        {"*-1\r\n", {"null"}},
        {"*0\r\n", {"[]"}},
        {"*2\r\n$1\r\na\r\n:3\r\n", {"[\"a\" :3]"}},
        {"*2\r\n*0\r\n*1\r\n*1\r\n+x\r\n", {"[[] [[+x]]]"}},
        {"*3\r\n-ERR no\r\n$-1\r\n*-1\r\n", {"[-ERR no null null]"}},
        {"+OK\r\n+PONG\r\n:0\r\n*1\r\n+a\r\n$-1\r\n", {"+OK", "+PONG", ":0", "[+a]", "null"}},
    }));
    CAPTURE(r.bytes);
    const reading seen = read(r.bytes);
    CHECK(seen.last == progress::complete);
    CHECK(seen.replies == r.replies);
}

TEST_CASE("a reply that is not all there is waited for", "[probes][wire][redis]") {
    const std::string whole = "*2\r\n$5\r\nhello\r\n*1\r\n:12\r\n";
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const reading seen = read(whole.substr(0, size));
        CHECK(seen.last == progress::need_more);
        CHECK(seen.replies.empty());
    }
}

TEST_CASE("what is no reply fails as soon as it shows", "[probes][wire][redis]") {
    struct row {
        std::string bytes, words;
    };
    const row r = GENERATE(values<row>({
        {"H", "not a RESP reply"},
        {"\r\n", "not a RESP reply"},
        {"_\r\n", "not a RESP reply"},  // RESP3
        {"*1\r\nPONG\r\n", "not a RESP reply"},
        {"+PONG\n", "a line of the reply does not end as it should"},
        {"+PO\rNG\r\n", "a line of the reply does not end as it should"},
        {":\r\n", "a number that is none"},
        {":1x\r\n", "a number that is none"},
        {":+1\r\n", "a number that is none"},
        {":9223372036854775808\r\n", "a number that is none"},
        {"$1 \r\n", "a number that is none"},
        {"$-2\r\n", "a length below zero"},
        {"*-9223372036854775808\r\n", "a length below zero"},
        {"$2\r\nabc\r\n", "a string is longer than it says"},
        {"$2\r\nab\n\n", "a string is longer than it says"},
    }));
    CAPTURE(r.bytes);
    const reading seen = read(r.bytes);
    CHECK(seen.last == progress::failed);
    CHECK(seen.why == fault::malformed);
    CHECK(seen.words == r.words);
}

TEST_CASE("after a failure nothing more is taken", "[probes][wire][redis]") {
    resp_reader reader;
    std::string_view bytes = "HTTP";
    CHECK(reader.take(bytes) == progress::failed);
    bytes = "+PONG\r\n";
    CHECK(reader.take(bytes) == progress::failed);
    CHECK(bytes.size() == 7);
}

TEST_CASE("a line up to the limit is read, one byte more is too large", "[probes][wire][redis]") {
    const std::string longest(max_resp_line, 'x');
    CHECK(read("-" + longest + "\r\n").replies == std::vector{"-" + longest});
    CHECK(read("-" + longest + "x\r\n").why == fault::too_large);
    CHECK(read("+" + std::string(1'000'000, 'x')).words == "a line of the reply is too long");
}

TEST_CASE("a reply up to the limit is read, a larger one is too large before it came",
          "[probes][wire][redis]") {
    const std::string head = "$65526\r\n", end = "\r\n";
    const std::string longest(max_resp_bytes - head.size() - end.size(), 'x');
    REQUIRE(longest.size() == 65526);
    CHECK(feed(head + longest + end, 999).last == progress::complete);
    CHECK(read("$65527\r\n").why == fault::too_large);
    CHECK(read("$9223372036854775807\r\n").words == "the reply is too long");

    std::string lines = "*1000\r\n";
    while (lines.size() < max_resp_bytes + 10) lines += "+" + std::string(100, 'y') + "\r\n";
    CHECK(read(lines).why == fault::too_large);
    CHECK(read(lines.substr(0, max_resp_bytes)).last == progress::need_more);
}

TEST_CASE("the limit is each reply's own", "[probes][wire][redis]") {
    std::string bytes;
    for (int i = 0; i < 3; ++i) bytes += "$40000\r\n" + std::string(40000, 'x') + "\r\n";
    CHECK(feed(bytes, 4096).replies.size() == 3);
}

TEST_CASE("items and depth up to their limits are read, one more is too large", "[probes][wire][redis]") {
    const auto items = [](std::size_t count) {
        std::string bytes = "*2\r\n*" + std::to_string(count) + "\r\n";
        for (std::size_t i = 0; i <= count; ++i) bytes += ":1\r\n";
        return bytes;
    };
    CHECK(read(items(max_resp_items - 2)).last == progress::complete);
    CHECK(read(items(max_resp_items - 1)).words == "the reply has too many items");

    const auto nested = [](std::size_t depth) {
        std::string bytes;
        for (std::size_t i = 0; i < depth; ++i) bytes += "*1\r\n";
        return bytes + ":1\r\n";
    };
    CHECK(read(nested(max_resp_depth)).last == progress::complete);
    CHECK(read(nested(max_resp_depth + 1)).words == "arrays are nested too deep");
}
