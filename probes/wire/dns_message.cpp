#include "probes/wire/dns_message.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hm::probes::wire {

namespace {

constexpr unsigned class_in = 1;
constexpr unsigned type_opt = 41;

// Bits of the header's second word.
constexpr unsigned flag_response = 0x8000, flag_authoritative = 0x0400, flag_truncated = 0x0200,
                   flag_recursion_desired = 0x0100, flag_recursion_available = 0x0080;
constexpr unsigned opcode_bits = 0x7800, rcode_bits = 0x000f;

constexpr unsigned rcode_formerr = 1, rcode_notimp = 4;

void append16(std::string& bytes, unsigned value) {
    bytes += static_cast<char>(value >> 8 & 0xff);
    bytes += static_cast<char>(value & 0xff);
}

// A record that stands for EDNS: root, OPT, the size, and nothing set.
void append_opt(std::string& bytes) {
    bytes += '\0';
    append16(bytes, type_opt);
    append16(bytes, dns_udp_payload);
    append16(bytes, 0);  // extended rcode, version
    append16(bytes, 0);  // flags
    append16(bytes, 0);  // no options
}

// A record whose text is not read yet.
struct raw_record {
    std::string owner;
    unsigned type = 0, of_class = 0;
    std::uint32_t ttl = 0;
    std::size_t data_at = 0, data_size = 0;

    std::size_t data_end() const { return data_at + data_size; }
};

// Reads one message, in the order of its parts.
class reply_reader {
public:
    reply_reader(std::string_view message, const dns_question& asked)
        : message_(message), asked_(asked), in_(message) {}

    dns_reading take() {
        read();
        if (in_.failed() && reading_.fault == dns_fault::none)
            refuse(dns_fault::malformed, std::string{in_.failure()});
        return std::move(reading_);
    }

private:
    void read() {
        if (!read_header() || !read_question()) return;
        if (reading_.reply.truncated) return;
        if (answer_count_ + authority_count_ + additional_count_ > max_dns_records)
            return refuse(dns_fault::too_large, "more than " + std::to_string(max_dns_records) + " records");
        for (unsigned i = 0; i < answer_count_ && !in_.failed(); ++i) answers_.push_back(read_record());
        for (unsigned i = 0; i < authority_count_ && !in_.failed(); ++i) read_record();
        for (unsigned i = 0; i < additional_count_ && !in_.failed(); ++i) read_additional();
        if (!in_.failed()) read_answers();
    }

    bool read_header() {
        const unsigned id = in_.u16(), flags = in_.u16();
        question_count_ = in_.u16();
        answer_count_ = in_.u16();
        authority_count_ = in_.u16();
        additional_count_ = in_.u16();
        if (in_.failed() || id != asked_.id || (flags & flag_response) == 0 || (flags & opcode_bits) != 0)
            return not_ours();
        dns_reply& reply = reading_.reply;
        reply.rcode = flags & rcode_bits;
        reply.authoritative = (flags & flag_authoritative) != 0;
        reply.truncated = (flags & flag_truncated) != 0;
        reply.recursion_available = (flags & flag_recursion_available) != 0;
        return true;
    }

    bool read_question() {
        const unsigned rcode = reading_.reply.rcode;
        if (question_count_ == 0 && (rcode == rcode_formerr || rcode == rcode_notimp)) return true;
        const std::string name = in_.name();
        const unsigned type = in_.u16(), of_class = in_.u16();
        const bool same = question_count_ == 1 && same_dns_name(name, asked_.name) &&
                          type == static_cast<unsigned>(asked_.type) && of_class == class_in;
        return (same && !in_.failed()) || not_ours();
    }

    raw_record read_record() {
        raw_record r;
        r.owner = in_.name();
        r.type = in_.u16();
        r.of_class = in_.u16();
        r.ttl = in_.u32();
        r.data_size = in_.u16();
        r.data_at = in_.at();
        in_.bytes(r.data_size);
        return r;
    }

    void read_additional() {
        const raw_record r = read_record();
        if (in_.failed() || r.type != type_opt) return;
        if (std::exchange(has_opt_, true)) return in_.fail("more than one OPT record");
        reading_.reply.rcode |= r.ttl >> 24 << 4;
    }

    void read_answers() {
        const std::string& owner = end_of_chain();
        for (const raw_record& r : answers_)
            if (is(r, owner, static_cast<unsigned>(asked_.type)) && !read_answer(r)) return;
    }

    bool read_answer(const raw_record& r) {
        dns_cursor data = data_of(r);
        std::string text = dns_record_text(asked_.type, data, r.data_size);
        if (text.size() > max_dns_text)
            refuse(dns_fault::too_large,
                   "a record's text is longer than " + std::to_string(max_dns_text) + " bytes");
        if (data.failed()) in_.fail(data.failure());
        if (reading_.fault != dns_fault::none || in_.failed()) return false;
        // RFC 2181 §8: with the highest bit set it is to be taken for none.
        const std::uint32_t ttl = r.ttl >> 31 != 0 ? 0 : r.ttl;
        reading_.reply.answers.push_back({std::move(text), std::chrono::seconds{ttl}});
        return true;
    }

    // Of the answers: the name that has what was asked for, or the last that CNAMEs lead to.
    const std::string& end_of_chain() {
        end_ = asked_.name;
        for (int aliases = 0; find(end_, static_cast<unsigned>(asked_.type)) == nullptr; ++aliases) {
            const raw_record* alias = find(end_, static_cast<unsigned>(dns_type::cname));
            if (alias == nullptr) break;
            if (aliases == max_dns_aliases) {
                refuse(dns_fault::too_large,
                       "more than " + std::to_string(max_dns_aliases) + " CNAMEs in a row");
                break;
            }
            dns_cursor data = data_of(*alias);
            end_ = data.name();
            if (!data.failed() && data.at() != alias->data_end()) data.fail(longer_or_shorter);
            if (data.failed()) in_.fail(data.failure());
        }
        return end_;
    }

    dns_cursor data_of(const raw_record& r) const {
        return dns_cursor{message_.substr(0, r.data_end()), r.data_at};
    }

    const raw_record* find(const std::string& owner, unsigned type) const {
        const auto found = std::find_if(answers_.begin(), answers_.end(),
                                        [&](const raw_record& r) { return is(r, owner, type); });
        return found == answers_.end() ? nullptr : &*found;
    }

    static bool is(const raw_record& r, const std::string& owner, unsigned type) {
        return r.type == type && r.of_class == class_in && same_dns_name(r.owner, owner);
    }

    bool not_ours() {
        refuse(dns_fault::other_question, "not an answer to the question");
        return false;
    }

    void refuse(dns_fault fault, std::string words) {
        reading_.fault = fault;
        reading_.words = std::move(words);
        reading_.reply.answers.clear();
    }

    std::string_view message_;
    const dns_question& asked_;
    dns_cursor in_;
    unsigned question_count_ = 0, answer_count_ = 0, authority_count_ = 0, additional_count_ = 0;
    std::vector<raw_record> answers_;
    std::string end_;
    bool has_opt_ = false;
    dns_reading reading_;
};

}  // namespace

std::string dns_query(const dns_question& q) {
    std::string bytes;
    append16(bytes, q.id);
    append16(bytes, q.recursion ? flag_recursion_desired : 0);
    append16(bytes, 1);  // question
    append16(bytes, 0);
    append16(bytes, 0);
    append16(bytes, q.edns ? 1 : 0);
    bytes += q.name;
    append16(bytes, static_cast<unsigned>(q.type));
    append16(bytes, class_in);
    if (q.edns) append_opt(bytes);
    return bytes;
}

std::string with_dns_length(const std::string& message) {
    std::string bytes;
    append16(bytes, static_cast<unsigned>(message.size()));
    return bytes + message;
}

dns_reading read_dns_reply(std::string_view message, const dns_question& asked) {
    return reply_reader{message, asked}.take();
}

bool may_be_answer(std::string_view beginning, const dns_question& asked) {
    dns_cursor in{beginning};
    const unsigned id = in.u16();
    return in.failed() || id == asked.id;
}

std::string dns_rcode_name(unsigned rcode) {
    static constexpr std::array<std::string_view, 11> names{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                                            "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                                            "NXRRSET", "NOTAUTH", "NOTZONE"};
    if (rcode < names.size()) return std::string{names[rcode]};
    if (rcode == 16) return "BADVERS";
    if (rcode == 23) return "BADCOOKIE";
    return "RCODE" + std::to_string(rcode);
}

std::size_t dns_stream_reader::wanted() const {
    if (bytes_.size() < length_bytes) return length_bytes;
    const auto byte = [this](std::size_t i) { return std::size_t{static_cast<unsigned char>(bytes_[i])}; };
    return length_bytes + (byte(0) << 8 | byte(1));
}

bool dns_stream_reader::took(std::string_view bytes) {
    while (bytes_.size() < wanted() && !bytes.empty()) {
        const std::size_t n = std::min(bytes.size(), wanted() - bytes_.size());
        bytes_.append(bytes.substr(0, n));
        bytes.remove_prefix(n);
    }
    return bytes_.size() >= length_bytes && bytes_.size() == wanted();
}

std::string_view dns_stream_reader::message() const {
    return std::string_view{bytes_}.substr(std::min(bytes_.size(), length_bytes));
}

}  // namespace hm::probes::wire
