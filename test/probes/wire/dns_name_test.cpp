#include "probes/wire/dns_name.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace hm::probes::wire;
using namespace std::string_literals;

namespace {

// Names stand behind the header of a message.
const std::string header(12, '\0');

struct reading {
    std::string text;  // or what is wrong
    std::size_t end = 0;
};

// The name at `at` bytes behind the header.
reading read(const std::string& body, std::size_t at = 0) {
    const std::string message = header + body;
    dns_cursor in{message, header.size() + at};
    const std::string bytes = in.name();
    if (in.failed()) return {std::string{in.failure()}, 0};
    return {dns_name_text(bytes), in.at() - header.size()};
}

std::string pointer(std::size_t to) {
    const auto place = to + header.size();
    return {static_cast<char>(0xc0 | place >> 8), static_cast<char>(place & 0xff)};
}

}  // namespace

TEST_CASE("a name goes from text to bytes and back", "[probes][wire][dns]") {
    struct row {
        std::string text, bytes, back;
    };
    const row r = GENERATE(values<row>({
        {"www.example.test", "\3www\7example\4test\0"s, "www.example.test."},
        {"www.example.test.", "\3www\7example\4test\0"s, "www.example.test."},
        {"WWW.Test", "\3WWW\4Test\0"s, "WWW.Test."},
        {".", "\0"s, "."},
        {"_sip._tcp.test", "\4_sip\4_tcp\4test\0"s, "_sip._tcp.test."},
        {"a\\.b.test", "\3a.b\4test\0"s, "a\\.b.test."},
        {"a\\065\\000.test", "\3aA\0\4test\0"s, "aA\\000.test."},
        {"a\\\\b\\\"c.test", "\5a\\b\"c\4test\0"s, "a\\\\b\\\"c.test."},
        {"b\xc3\xbc.test", "\3b\xc3\xbc\4test\0"s, "b\\195\\188.test."},
        {"a b.test", "\3a b\4test\0"s, "a\\032b.test."},
    }));
    CAPTURE(r.text);
    CHECK(dns_name_bytes(r.text) == r.bytes);
    CHECK(dns_name_text(r.bytes) == r.back);
}

TEST_CASE("what is no domain name has no bytes", "[probes][wire][dns]") {
    const std::string text =
        GENERATE("", "..", ".test", "a..test", "test..", "a\\", "a\\25", "a\\256", "\\2x5");
    CAPTURE(text);
    CHECK_FALSE(dns_name_bytes(text));
}

TEST_CASE("a label and a name up to their limits are taken, one byte more is not", "[probes][wire][dns]") {
    const std::string longest(max_dns_label, 'a');
    CHECK(dns_name_bytes(longest + ".test"));
    CHECK_FALSE(dns_name_bytes(longest + "a.test"));

    const std::string three = longest + "." + longest + "." + longest + ".";
    const auto full = dns_name_bytes(three + std::string(61, 'b'));
    REQUIRE(full);
    CHECK(full->size() == max_dns_name);
    CHECK_FALSE(dns_name_bytes(three + std::string(62, 'b')));
}

TEST_CASE("names are the same whatever the case of their letters", "[probes][wire][dns]") {
    const auto same = [](const char* a, const char* b) {
        return same_dns_name(*dns_name_bytes(a), *dns_name_bytes(b));
    };
    CHECK(same("api.test", "API.Test."));
    CHECK_FALSE(same("api.test", "api.tes"));
    CHECK_FALSE(same("api.test", "apj.test"));
    CHECK_FALSE(same("a\\.b", "a.b"));
    CHECK_FALSE(same("[", "{"));  // as far apart as letters of either case
}

TEST_CASE("a compressed name is read through its pointers and ends behind the first", "[probes][wire][dns]") {
    const std::string body = "\4test\0"s + "\3api" + pointer(0) + "\2v1" + pointer(6) + "rest";
    CHECK(read(body, 0).text == "test.");
    CHECK(read(body, 6).text == "api.test.");
    const reading both = read(body, 12);
    CHECK(both.text == "v1.api.test.");
    CHECK(body.substr(both.end) == "rest");
}

TEST_CASE("a name that does not end or does not lead back is refused", "[probes][wire][dns]") {
    struct row {
        std::string what, body, words;
        std::size_t at = 0;
    };
    const row r = GENERATE(values<row>({
        {"nothing", "", "the message is cut short"},
        {"no end", "\4test", "the message is cut short"},
        {"half a label", "\4te", "the message is cut short"},
        {"half a pointer", "\xc0", "the message is cut short"},
        {"to itself", pointer(0), "a compressed name does not lead back"},
        {"into its own labels", "\4test" + pointer(0), "a compressed name does not lead back"},
        {"forward", pointer(2) + "\4test\0"s, "a compressed name does not lead back"},
        {"to each other", pointer(2) + pointer(0), "a compressed name does not lead back", 2},
        {"into the header", "\xc0\x04", "a compressed name does not lead back"},
        {"an extended label", "\x41\1\1", "a label of a type that nobody knows"},
        {"a reserved label", "\x80\1\1", "a label of a type that nobody knows"},
    }));
    CAPTURE(r.what);
    CHECK(read(r.body, r.at).text == r.words);
}

TEST_CASE("a name that only its pointers make too long is refused", "[probes][wire][dns]") {
    const std::string label = "\x3f" + std::string(63, 'a');
    const std::string body = label + label + label + "\0"s + label + pointer(0);  // 4 × 64 + 1
    CHECK(read(body, 193).text == "a name is longer than 255 bytes");
}

TEST_CASE("a name in as many pieces as labels fit is read, one piece more is refused",
          "[probes][wire][dns]") {
    std::string body = "\1a\0"s;
    for (int i = 1; i < max_dns_pointers; ++i) body += "\1a" + pointer(body.size() - (i == 1 ? 3 : 4));
    const std::size_t last = body.size() - 4;
    CHECK(read(body + pointer(last), body.size()).text.size() == 2 * max_dns_pointers);
    const std::string chained = body + pointer(last) + pointer(body.size());
    CHECK(read(chained, body.size() + 2).text == "a compressed name is in too many pieces");
}

TEST_CASE("any bytes of labels survive the way through text", "[probes][wire][dns]") {
    std::mt19937 random{20240607};
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        while (bytes.size() < 200 && (bytes.empty() || random() % 4 != 0)) {
            const std::size_t size = 1 + random() % 40;
            bytes += static_cast<char>(size);
            for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random());
        }
        bytes += '\0';
        const std::string text = dns_name_text(bytes);
        CAPTURE(text);
        REQUIRE(dns_name_bytes(text) == bytes);
        REQUIRE(read(bytes).text == text);
    }
}

TEST_CASE("after a failure a cursor gives nothing more", "[probes][wire][dns]") {
    dns_cursor in{"\1\2\3"};
    CHECK(in.u16() == 0x0102);
    CHECK(in.u32() == 0);
    CHECK(in.failed());
    CHECK(in.u8() == 0);
    CHECK(in.bytes(1).empty());
    CHECK(in.name().empty());
    CHECK(in.failure() == "the message is cut short");
}
