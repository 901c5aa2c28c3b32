#include "probes/wire/http_response.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>

using hm::probes::wire::http_expectation;
using hm::probes::wire::http_response;
using hm::probes::wire::max_header_bytes;
using hm::probes::wire::max_interim_responses;
using progress = http_response::progress;
using fault = http_response::fault;

namespace {

// Feeds `bytes` in pieces of at most `piece`; with `end` the peer closes after them.
progress feed(http_response& response, std::string_view bytes, std::size_t piece, bool end) {
    progress p = progress::need_more;
    while (p == progress::need_more && !bytes.empty()) {
        const std::string_view part = bytes.substr(0, piece);
        bytes.remove_prefix(part.size());
        p = response.took(part);
    }
    return p == progress::need_more && end ? response.ended() : p;
}

struct row {
    std::string what, bytes;
    bool end;
    progress result;
    fault why = fault::none;
    int status = 0;
    std::string body = {};
    bool head = false;
};

const std::string ok = "HTTP/1.1 200 OK\r\n";

const std::vector<row> responses{
    {"a length", ok + "Content-Length: 2\r\n\r\nhi", false, progress::complete, fault::none, 200, "hi"},
    {"no body at all", ok + "Content-Length: 0\r\n\r\n", false, progress::complete, fault::none, 200},
    {"more than its length", ok + "Content-Length: 2\r\n\r\nhi and more", false, progress::complete,
     fault::none, 200, "hi"},
    {"up to the end", ok + "\r\nall of it", true, progress::complete, fault::none, 200, "all of it"},
    {"up to the end, still open", ok + "\r\nall of it", false, progress::need_more, fault::none, 200,
     "all of it"},
    {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nold", true, progress::complete, fault::none, 200, "old"},
    {"chunks", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3;x=y\r\n yo\r\n0\r\n\r\n", false,
     progress::complete, fault::none, 200, "hi yo"},
    {"no chunk but the last", ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false, progress::complete,
     fault::none, 200},
    {"chunks with a trailer", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-T: 1\r\n\r\n", false,
     progress::complete, fault::none, 200, "hi"},
    {"a truncated chunk", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhi", true, progress::failed,
     fault::cut_short, 200, "hi"},
    {"no last chunk", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", true, progress::failed,
     fault::cut_short, 200, "hi"},
    {"a chunk of no size", ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhi\r\n", false, progress::failed,
     fault::malformed, 200},
    {"less than its length", ok + "Content-Length: 20\r\n\r\nhi", true, progress::failed, fault::cut_short,
     200, "hi"},
    {"two lengths", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi", false, progress::failed,
     fault::malformed},
    {"a length that is none", ok + "Content-Length: two\r\n\r\nhi", false, progress::failed,
     fault::malformed},
    {"204", "HTTP/1.1 204 No Content\r\n\r\n", false, progress::complete, fault::none, 204},
    {"304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", false, progress::complete,
     fault::none, 304},
    {"an answer to HEAD", ok + "Content-Length: 9999999\r\n\r\n", false, progress::complete, fault::none, 200,
     "", true},
    {"100 first", "HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nhi", false,
     progress::complete, fault::none, 200, "hi"},
    {"101 is final", "HTTP/1.1 101 Switching Protocols\r\n\r\n\x01\x02", false, progress::complete,
     fault::none, 101},
    {"nothing", "", true, progress::failed, fault::cut_short},
    {"half a status line", "HTTP/1.1 20", true, progress::failed, fault::cut_short},
    {"half a header", ok + "Content-", true, progress::failed, fault::cut_short},
    {"garbage", "\x16\x03\x01\x02garbage\r\n\r\n", false, progress::failed, fault::malformed},
    {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n", false, progress::failed, fault::malformed},
    {"HTTP/2", "HTTP/2 200 OK\r\n\r\n", false, progress::failed, fault::malformed},
    {"a status that is none", "HTTP/1.1 2x0 OK\r\n\r\n", false, progress::failed, fault::malformed},
    {"a status of no class", "HTTP/1.1 000 C\r\n\r\nHTTP/1.0 302 F\r\n", false, progress::failed,
     fault::malformed},
    {"a phrase that is missing", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", false, progress::complete,
     fault::none, 200},
};

}  // namespace

TEST_CASE("a response is read as it is meant, however it is cut into pieces", "[probes][wire][http]") {
    const row r = GENERATE(from_range(responses));
    const std::size_t piece = GENERATE(std::size_t{1}, std::size_t{3}, std::size_t{100'000});
    CAPTURE(r.what, piece);
    http_response response{{r.head, true, 1000}};
    const progress p = feed(response, r.bytes, piece, r.end);
    CAPTURE(response.failure_words());
    CHECK(p == r.result);
    CHECK(response.failure() == r.why);
    if (r.why == fault::malformed) return;  // how far it came is nobody's business
    CHECK(response.status() == r.status);
    CHECK(response.body() == r.body);
}

TEST_CASE("a header up to the limit is read, one byte more is too large", "[probes][wire][http]") {
    const std::string start = ok + "Content-Length: 0\r\nX: ", end = "\r\n\r\n";
    const std::string fitting = start + std::string(max_header_bytes - start.size() - end.size(), 'x') + end;
    http_response within{{false, true, 10}};
    CHECK(feed(within, fitting, 1000, false) == progress::complete);

    http_response beyond{{false, true, 10}};
    CHECK(feed(beyond, start + "y" + fitting.substr(start.size()), 1000, false) == progress::failed);
    CHECK(beyond.failure() == fault::too_large);
    http_response line{{false, true, 10}};
    CHECK(feed(line, "HTTP/1.1 200 " + std::string(max_header_bytes, 'x') + end, 1000, false) ==
          progress::failed);
    CHECK(line.failure() == fault::too_large);
    CHECK(beyond.failure_words() == "the header is larger than 32768 bytes");
}

TEST_CASE("a header that never ends is given up at the limit, in one piece or in many fields",
          "[probes][wire][http]") {
    const std::string field = GENERATE(std::string(997, 'x'), std::string{"A: b\r\n"});
    http_response response{{false, true, 10}};
    progress p = feed(response, ok, 1000, false);
    std::size_t sent = 0;
    while (p == progress::need_more && sent < 10'000'000) {
        p = feed(response, field, 1000, false);
        sent += field.size();
    }
    CHECK(p == progress::failed);
    CHECK(response.failure() == fault::too_large);
    CHECK(sent < max_header_bytes + 5000);
}

TEST_CASE("a chunk's head line that never ends is given up", "[probes][wire][http]") {
    http_response response{{false, true, 10}};
    progress p = feed(response, ok + "Transfer-Encoding: chunked\r\n\r\n1;", 1000, false);
    std::size_t sent = 0;
    for (; p == progress::need_more && sent < 10'000'000; sent += 1000)
        p = feed(response, std::string(1000, 'x'), 1000, false);
    CHECK(p == progress::failed);
    CHECK(sent < 2 * max_header_bytes);
}

TEST_CASE("a body up to the limit is read, one byte more is too large, however it is framed",
          "[probes][wire][http]") {
    const std::string within(1000, 'x'), beyond(1001, 'x');
    const auto with_length = [](const std::string& b) {
        return ok + "Content-Length: " + std::to_string(b.size()) + "\r\n\r\n" + b;
    };
    const auto to_the_end = [](const std::string& b) { return ok + "\r\n" + b; };
    const auto chunked = [](const std::string& b) {
        std::string text = ok + "Transfer-Encoding: chunked\r\n\r\n";
        for (const char c : b) text += std::string{"1\r\n"} + c + "\r\n";
        return text + "0\r\n\r\n";
    };
    const bool keep = GENERATE(true, false);
    for (const std::function<std::string(const std::string&)>& framed :
         {std::function<std::string(const std::string&)>{with_length}, {to_the_end}, {chunked}}) {
        http_response fits{{false, keep, 1000}};
        CHECK(feed(fits, framed(within), 333, true) == progress::complete);
        CHECK(fits.body() == (keep ? within : within.substr(0, hm::probes::wire::kept_beginning)));

        http_response bursts{{false, keep, 1000}};
        CHECK(feed(bursts, framed(beyond), 333, true) == progress::failed);
        CHECK(bursts.failure() == fault::too_large);
        CHECK(bursts.failure_words() == "the body is larger than 1000 bytes");
        CHECK(bursts.status() == 200);
    }
}

TEST_CASE("interim responses have an end", "[probes][wire][http]") {
    const std::string interim = "HTTP/1.1 102 Processing\r\n\r\n", last = ok + "Content-Length: 0\r\n\r\n";
    std::string bytes;
    for (int i = 0; i < max_interim_responses; ++i) bytes += interim;
    http_response patient{{false, true, 10}};
    CHECK(feed(patient, bytes + last, 7, false) == progress::complete);
    CHECK(patient.status() == 200);
    http_response tired{{false, true, 10}};
    CHECK(feed(tired, bytes + interim + last, 7, false) == progress::failed);
    CHECK(tired.failure() == fault::malformed);
}

TEST_CASE("phrase and Location are as the peer sent them", "[probes][wire][http]") {
    http_response response{{false, false, 10}};
    feed(response, "HTTP/1.1 302 Moved Over There\r\nlocation:  /there \r\nContent-Length: 0\r\n\r\n", 5,
         false);
    CHECK(response.phrase() == "Moved Over There");
    CHECK(response.location() == "/there");
}
