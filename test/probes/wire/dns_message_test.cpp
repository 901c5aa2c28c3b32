#include "probes/wire/dns_message.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace hm::probes::wire;
using namespace std::string_literals;
using std::chrono::seconds;

namespace {

std::string u16(unsigned v) {
    return {static_cast<char>(v >> 8), static_cast<char>(v)};
}

std::string u32(std::uint32_t v) {
    return u16(v >> 16) + u16(v & 0xffff);
}

// Plain labels, without escapes.
std::string name(std::string_view text) {
    std::string bytes;
    while (!text.empty()) {
        const std::string_view label = text.substr(0, text.find('.'));
        bytes += static_cast<char>(label.size());
        bytes += label;
        text.remove_prefix(std::min(text.size(), label.size() + 1));
    }
    return bytes + '\0';
}

std::string record(const std::string& owner, unsigned type, std::uint32_t ttl, const std::string& data,
                   unsigned of_class = 1) {
    return owner + u16(type) + u16(of_class) + u32(ttl) + u16(static_cast<unsigned>(data.size())) + data;
}

constexpr unsigned a = 1, cname = 5, soa = 6, opt = 41;
constexpr unsigned answered = 0x8180;       // response, recursion desired and available
const std::string asked_name = "\xc0\x0c";  // a pointer to the question's
const std::string loopback = "\x7f\0\0\1"s;

dns_question question(std::string_view of = "api.test", dns_type type = dns_type::a) {
    return {0x1234, *dns_name_bytes(of), type};
}

struct message {
    unsigned flags = answered;
    std::vector<std::string> answers{}, authority{}, additional{};
    std::string question_name = name("api.test");
    unsigned type = a, of_class = 1, id = 0x1234, questions = 1;

    std::string bytes() const {
        std::string all = u16(id) + u16(flags) + u16(questions);
        for (const auto* section : {&answers, &authority, &additional})
            all += u16(static_cast<unsigned>(section->size()));
        for (unsigned i = 0; i < questions; ++i) all += question_name + u16(type) + u16(of_class);
        for (const auto* section : {&answers, &authority, &additional})
            for (const std::string& r : *section) all += r;
        return all;
    }
};

std::vector<std::string> texts(const dns_reading& r) {
    std::vector<std::string> all;
    for (const resource_record& record : r.reply.answers) all.push_back(record.text);
    return all;
}

dns_reading read(const message& m, const dns_question& asked = question()) {
    return read_dns_reply(m.bytes(), asked);
}

using list = std::vector<std::string>;

}  // namespace

TEST_CASE("a question is bytes", "[probes][wire][dns]") {
    dns_question q = question();
    q.edns = false;
    CHECK(dns_query(q) == "\x12\x34\x01\0\0\1\0\0\0\0\0\0\3api\4test\0\0\1\0\1"s);
    q.recursion = false;
    q.type = dns_type::caa;
    CHECK(dns_query(q) == "\x12\x34\0\0\0\1\0\0\0\0\0\0\3api\4test\0\1\1\0\1"s);
    q.edns = true;
    CHECK(dns_query(q) == "\x12\x34\0\0\0\1\0\0\0\0\0\1\3api\4test\0\1\1\0\1\0\0\x29\x04\xd0\0\0\0\0\0\0"s);
}

TEST_CASE("a server that says nothing but yes to our own question answers with nothing",
          "[probes][wire][dns]") {
    std::string bytes = dns_query(question());
    CHECK(read_dns_reply(bytes, question()).fault == dns_fault::other_question);
    bytes[2] = static_cast<char>(bytes[2] | 0x80);
    const dns_reading r = read_dns_reply(bytes, question());
    CHECK(r.fault == dns_fault::none);
    CHECK(r.reply.rcode == 0);
    CHECK(r.reply.answers.empty());
}

TEST_CASE("records are told in the form in which dig writes them", "[probes][wire][dns]") {
    struct row {
        dns_type type;
        std::string data, text;
    };
    const row r = GENERATE(values<row>({
        {dns_type::a, "\xc0\0\2\1"s, "192.0.2.1"},
        {dns_type::aaaa, "\x20\1\x0d\xb8"s + std::string(11, '\0') + "\1", "2001:db8::1"},
        {dns_type::aaaa, std::string(10, '\0') + "\xff\xff\xc0\0\2\1"s, "::ffff:192.0.2.1"},
        {dns_type::cname, name("Web.example"), "Web.example."},
        {dns_type::ns, name("ns1"), "ns1."},
        {dns_type::ptr, "\3one" + asked_name, "one.api.test."},
        {dns_type::ptr, name(""), "."},
        {dns_type::mx, u16(10) + name("mail.test"), "10 mail.test."},
        {dns_type::mx, u16(0) + name(""), "0 ."},
        {dns_type::soa,
         name("ns.test") + "\4root" + asked_name + u32(2024) + u32(1) + u32(2) + u32(3) + u32(0xffffffff),
         "ns.test. root.api.test. 2024 1 2 3 4294967295"},
        {dns_type::srv, u16(10) + u16(5) + u16(5060) + name("sip.test"), "10 5 5060 sip.test."},
        {dns_type::txt, "\5hello", "\"hello\""},
        {dns_type::txt, "\1a\0\2b "s, "\"a\" \"\" \"b \""},
        {dns_type::txt, "\4\"\\\n\xff", "\"\\\"\\\\\\010\\255\""},
        {dns_type::caa, "\0\5issueca.test"s, "0 issue \"ca.test\""},
        {dns_type::caa, "\x80\5iodef"s, "128 iodef \"\""},
    }));
    CAPTURE(r.text);
    message m;
    m.type = static_cast<unsigned>(r.type);
    m.answers = {record(asked_name, m.type, 60, r.data)};
    const dns_reading seen = read(m, question("api.test", r.type));
    CHECK(seen.words == "");
    CHECK(texts(seen) == list{r.text});

    // Whatever the type, a byte less or more is not such a record, nor is a message that ends within it.
    const auto with = [&](const std::string& data) {
        m.answers = {record(asked_name, m.type, 60, data)};
        return read(m, question("api.test", r.type));
    };
    const bool takes_any_length = r.type == dns_type::caa || r.type == dns_type::txt;
    if (!takes_any_length) CHECK(with(r.data.substr(0, r.data.size() - 1)).fault == dns_fault::malformed);
    if (!takes_any_length) CHECK(with(r.data + "x").fault == dns_fault::malformed);
    CHECK(with("").fault == dns_fault::malformed);
    m.answers = {record(asked_name, m.type, 60, r.data)};
    CHECK(read_dns_reply(m.bytes().substr(0, m.bytes().size() - 1), question("api.test", r.type)).fault ==
          dns_fault::malformed);
}

TEST_CASE("strings that do not fill their record are refused", "[probes][wire][dns]") {
    struct row {
        dns_type type;
        std::string data;
    };
    const row r = GENERATE(values<row>({
        {dns_type::txt, "\6hello"},
        {dns_type::txt, "\5hello\1"},
        {dns_type::caa, "\0\0x"s},
        {dns_type::caa, "\0\5is"s},
        {dns_type::caa, "\0\5is ue"s},
        {dns_type::caa, "\0"s},
    }));
    CAPTURE(r.data);
    message m;
    m.type = static_cast<unsigned>(r.type);
    // What follows must not be taken for the record's.
    m.answers = {record(asked_name, m.type, 60, r.data), record(asked_name, a, 60, loopback)};
    CHECK(read(m, question("api.test", r.type)).fault == dns_fault::malformed);
}

TEST_CASE("types have names", "[probes][wire][dns]") {
    for (const char* word : {"A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT", "CAA"}) {
        REQUIRE(dns_type_named(word));
        CHECK(to_string(*dns_type_named(word)) == word);
    }
    CHECK(dns_type_named("aaaa") == dns_type::aaaa);
    CHECK_FALSE(dns_type_named("OPT"));
    CHECK_FALSE(dns_type_named(""));
}

TEST_CASE("what is not an answer to our question is told apart from a bad answer", "[probes][wire][dns]") {
    message m;
    m.answers = {record(asked_name, a, 60, loopback)};
    CHECK(read(m).fault == dns_fault::none);

    const auto faulty = [&](auto change) {
        message other = m;
        change(other);
        return read(other).fault;
    };
    CHECK(faulty([](message& o) { o.id = 0x1235; }) == dns_fault::other_question);
    CHECK(faulty([](message& o) { o.flags = 0x0180; }) == dns_fault::other_question);  // a question itself
    CHECK(faulty([](message& o) { o.flags = 0xa180; }) == dns_fault::other_question);  // NOTIFY
    CHECK(faulty([](message& o) { o.question_name = name("apj.test"); }) == dns_fault::other_question);
    CHECK(faulty([](message& o) { o.question_name = name("API.Test"); }) == dns_fault::none);
    CHECK(faulty([](message& o) { o.question_name = "\xc0\x0c"; }) == dns_fault::other_question);
    CHECK(faulty([](message& o) { o.type = 28; }) == dns_fault::other_question);
    CHECK(faulty([](message& o) { o.of_class = 3; }) == dns_fault::other_question);
    CHECK(faulty([](message& o) { o.questions = 0; }) == dns_fault::other_question);
    CHECK(faulty([](message& o) { o.questions = 2; }) == dns_fault::other_question);
    for (std::size_t cut = 0; cut < m.bytes().size(); ++cut) {
        const dns_fault fault = read_dns_reply(m.bytes().substr(0, cut), question()).fault;
        CHECK(fault == (cut < 26 ? dns_fault::other_question : dns_fault::malformed));
    }
}

TEST_CASE("a server that cannot read questions may leave ours out", "[probes][wire][dns]") {
    message m;
    m.questions = 0;
    const auto [rcode, taken] = GENERATE(
        table<unsigned, bool>({{1, true}, {4, true}, {0, false}, {2, false}, {3, false}, {5, false}}));
    m.flags = 0x8000 | rcode;
    CHECK((read(m).fault == dns_fault::none) == taken);
}

TEST_CASE("flags and rcode are the header's and EDNS adds to the rcode", "[probes][wire][dns]") {
    message m;
    m.flags = 0x8003;
    CHECK(dns_rcode_name(read(m).reply.rcode) == "NXDOMAIN");
    CHECK_FALSE(read(m).reply.authoritative);
    CHECK_FALSE(read(m).reply.recursion_available);
    m.flags = 0x8480;
    CHECK(read(m).reply.authoritative);
    CHECK(read(m).reply.recursion_available);
    m.additional = {record(name("ns"), a, 1, loopback), record(name(""), opt, 0x01000000, "", 1232)};
    CHECK(dns_rcode_name(read(m).reply.rcode) == "BADVERS");
    m.additional.push_back(m.additional.back());
    CHECK(read(m).fault == dns_fault::malformed);
}

TEST_CASE("rcodes have names", "[probes][wire][dns]") {
    CHECK(dns_rcode_name(0) == "NOERROR");
    CHECK(dns_rcode_name(2) == "SERVFAIL");
    CHECK(dns_rcode_name(5) == "REFUSED");
    CHECK(dns_rcode_name(10) == "NOTZONE");
    CHECK(dns_rcode_name(11) == "RCODE11");
    CHECK(dns_rcode_name(23) == "BADCOOKIE");
    CHECK(dns_rcode_name(4095) == "RCODE4095");
}

TEST_CASE("of a truncated answer nothing is read but that it is", "[probes][wire][dns]") {
    message m;
    m.flags = answered | 0x0200;
    m.answers = {record(asked_name, a, 60, loopback)};
    const dns_reading r = read_dns_reply(m.bytes().substr(0, m.bytes().size() - 3), question());
    CHECK(r.fault == dns_fault::none);
    CHECK(r.reply.truncated);
    CHECK(r.reply.answers.empty());
}

TEST_CASE("answers count where the chain of CNAMEs ends, in whatever order they come",
          "[probes][wire][dns]") {
    const std::string one = record(asked_name, cname, 300, name("WEB.test")),
                      two = record(name("web.test"), cname, 200, name("edge.cdn")),
                      end = record(name("EDGE.cdn"), a, 100, loopback);
    const list others{record(name("other.test"), a, 1, "\1\1\1\1"),
                      record(name("edge.cdn"), a, 1, "\1\1\1\1", 3),
                      record(name("edge.cdn"), 46, 1, "signature")};
    message m;
    m.answers = GENERATE_COPY(list{one, two, end}, list{end, two, one}, list{two, end, one});
    if (GENERATE(false, true)) m.answers.insert(m.answers.begin(), others.begin(), others.end());
    m.authority = {record(name("cdn"), soa, 1, "not looked at")};
    const dns_reading r = read(m);
    CHECK(r.words == "");
    CHECK(texts(r) == list{"127.0.0.1"});
    CHECK(r.reply.answers.at(0).ttl == seconds{100});
}

TEST_CASE("who asks for a CNAME gets the first of the chain", "[probes][wire][dns]") {
    message m;
    m.type = cname;
    m.answers = {record(asked_name, cname, 300, name("web.test")),
                 record(name("web.test"), cname, 200, name("edge.cdn"))};
    CHECK(texts(read(m, question("api.test", dns_type::cname))) == list{"web.test."});
}

TEST_CASE("a chain that leads nowhere has no answers and one without end is refused", "[probes][wire][dns]") {
    message m;
    m.answers = {record(asked_name, cname, 300, name("web.test"))};
    CHECK(read(m).fault == dns_fault::none);
    CHECK(read(m).reply.answers.empty());

    m.answers.push_back(record(name("web.test"), cname, 300, asked_name));
    CHECK(read(m).fault == dns_fault::too_large);
    CHECK(read(m).words == "more than 16 CNAMEs in a row");

    m.answers = {record(asked_name, cname, 300, name("web.test") + "x")};
    CHECK(read(m).fault == dns_fault::malformed);
}

TEST_CASE("a chain up to the limit is followed", "[probes][wire][dns]") {
    const auto chain = [](int links) {
        message m;
        std::string from = asked_name;
        for (int i = 0; i < links; ++i) {
            const std::string to = name("n" + std::to_string(i));
            m.answers.push_back(record(from, cname, 1, to));
            from = to;
        }
        m.answers.push_back(record(from, a, 1, loopback));
        return read(m);
    };
    CHECK(texts(chain(max_dns_aliases)) == list{"127.0.0.1"});
    CHECK(chain(max_dns_aliases + 1).fault == dns_fault::too_large);
}

TEST_CASE("records up to the limit are read, one more is refused", "[probes][wire][dns]") {
    message m;
    m.answers.assign(max_dns_records - 1, record(asked_name, a, 60, loopback));
    m.additional = {record(name(""), opt, 0, "")};
    CHECK(read(m).reply.answers.size() == max_dns_records - 1);
    m.authority = {record(asked_name, a, 60, loopback)};
    CHECK(read(m).fault == dns_fault::too_large);
    CHECK(read(m).words == "more than 1000 records");
}

TEST_CASE("a record's text up to the limit is read, a longer one is refused", "[probes][wire][dns]") {
    message m;
    m.type = static_cast<unsigned>(dns_type::txt);
    const auto with_text_of = [&](std::size_t size) {
        std::string data;
        for (size -= 1; size >= 3; size -= std::min<std::size_t>(size, 203)) {  // quotes, and a space before
            const std::size_t n = std::min<std::size_t>(size, 203) - 3;
            data += static_cast<char>(n) + std::string(n, 'x');
        }
        m.answers = {record(asked_name, m.type, 60, data)};
        return read(m, question("api.test", dns_type::txt));
    };
    const dns_reading fits = with_text_of(max_dns_text);
    REQUIRE(fits.reply.answers.size() == 1);
    CHECK(fits.reply.answers[0].text.size() <= max_dns_text);
    CHECK(fits.reply.answers[0].text.size() > max_dns_text - 3);
    const dns_reading bursts = with_text_of(max_dns_text + 205);
    CHECK(bursts.fault == dns_fault::too_large);
    CHECK(bursts.words == "a record's text is longer than 4096 bytes");
    CHECK(bursts.reply.answers.empty());
}

TEST_CASE("a TTL above what fits is none", "[probes][wire][dns]") {
    message m;
    m.answers = {record(asked_name, a, 0x7fffffff, loopback), record(asked_name, a, 0x80000000, loopback)};
    const dns_reading r = read(m);
    CHECK(r.reply.answers.at(0).ttl == seconds{0x7fffffff});
    CHECK(r.reply.answers.at(1).ttl == seconds{0});
}

TEST_CASE("bytes behind the last record are nobody's business", "[probes][wire][dns]") {
    message m;
    m.answers = {record(asked_name, a, 60, loopback)};
    CHECK(texts(read_dns_reply(m.bytes() + "more", question())) == list{"127.0.0.1"});
}

// Messages made by chance, names compressed wherever they may be: what was put in comes out.
TEST_CASE("what is written is read whatever of it is compressed", "[probes][wire][dns]") {
    std::mt19937 random{20240608};
    const auto label = [&] { return std::string(1 + random() % 9, static_cast<char>('a' + random() % 26)); };
    for (int round = 0; round < 500; ++round) {
        const std::string of = label() + "." + label();
        std::string bytes = message{.flags = answered, .question_name = name(of), .type = 15}.bytes();
        const unsigned count = random() % 20;
        bytes[7] = static_cast<char>(count);
        // Where names that are already in the message begin, and their text.
        std::vector<std::pair<std::size_t, std::string>> known{{12, of + "."}};
        list expected;
        for (unsigned i = 0; i < count; ++i) {
            const auto& [to, suffix] = known[random() % known.size()];
            const std::string first = label();
            const std::string text = suffix.size() < 200 && random() % 3 != 0 ? first + "." + suffix : suffix;
            const std::string data = u16(i) +
                                     (text == suffix ? "" : name(first).substr(0, first.size() + 1)) +
                                     u16(0xc000 | static_cast<unsigned>(to));
            bytes += record(asked_name, 15, i, data);
            if (bytes.size() < 0x3fff) known.emplace_back(bytes.size() - data.size() + 2, text);
            expected.push_back(std::to_string(i) + " " + text);
        }
        const dns_reading r = read_dns_reply(bytes, question(of, dns_type::mx));
        REQUIRE(r.words == "");
        REQUIRE(texts(r) == expected);
    }
}

TEST_CASE("over a stream a message is complete with its last byte however it is cut", "[probes][wire][dns]") {
    const std::string text = with_dns_length(std::string(300, 'x')) + "the next";
    const std::size_t piece = GENERATE(1u, 2u, 3u, 301u, 302u, 1000u);
    CAPTURE(piece);
    dns_stream_reader reader;
    std::size_t sent = 0;
    bool complete = false;
    while (!complete && sent < text.size()) {
        CHECK(sent < 302);
        const std::size_t n = std::min(piece, text.size() - sent);
        complete = reader.took(std::string_view{text}.substr(sent, n));
        sent += n;
    }
    CHECK(complete);
    CHECK(reader.message() == std::string(300, 'x'));
}

TEST_CASE("the first bytes show whether an answer may be ours", "[probes][wire][dns]") {
    CHECK(may_be_answer("", question()));
    CHECK(may_be_answer("\x12", question()));
    CHECK(may_be_answer("\x12\x34", question()));
    CHECK_FALSE(may_be_answer("\x12\x35", question()));
    CHECK_FALSE(may_be_answer("TP/1.1 400", question()));
}

TEST_CASE("a stream may bring a message of no bytes or of the most", "[probes][wire][dns]") {
    dns_stream_reader none;
    CHECK_FALSE(none.took("\0"s));
    CHECK(none.took("\0"s));
    CHECK(none.message().empty());
    dns_stream_reader most;
    CHECK_FALSE(most.took("\xff\xff" + std::string(65534, 'x')));
    CHECK(most.took("x"));
    CHECK(most.message().size() == 65535);
}
