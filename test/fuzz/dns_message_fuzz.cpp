// Any bytes as an answer of a name server, by themselves and out of a stream cut anywhere: no crash, nothing
// beyond the limits, and texts that are one line each.
#include "probes/wire/dns_message.hpp"

#include <array>
#include <cstdlib>

using namespace hm::probes::wire;

namespace {

constexpr std::array types{dns_type::a,  dns_type::ns,  dns_type::cname, dns_type::soa, dns_type::ptr,
                           dns_type::mx, dns_type::txt, dns_type::aaaa,  dns_type::srv, dns_type::caa};

void require(bool holds) {
    if (!holds) std::abort();
}

// The question that such a message answers, if it answers any: else hardly an input would come further.
dns_question question_of(std::string_view message, dns_type type) {
    dns_cursor in{message};
    dns_question q;
    q.id = in.u16();
    in.bytes(10);
    q.name = in.name();
    q.type = type;
    return q;
}

void read(std::string_view message, const dns_question& q) {
    const dns_reading r = read_dns_reply(message, q);
    require((r.fault == dns_fault::none) == r.words.empty());
    require(r.reply.answers.size() <= max_dns_records);
    require(r.fault == dns_fault::none || r.reply.answers.empty());
    for (const resource_record& record : r.reply.answers) {
        require(!record.text.empty() && record.text.size() <= max_dns_text);
        for (const char c : record.text) require(c >= ' ' && c <= '~');
    }
}

void read_names(std::string_view message) {
    for (std::size_t at = 0; at < message.size() && at < 64; ++at) {
        dns_cursor in{message, at};
        const std::string name = in.name();
        if (in.failed()) continue;
        require(name.size() <= max_dns_name && in.at() <= message.size());
        require(dns_name_bytes(dns_name_text(name)) == name);
    }
}

void read_stream(std::string_view bytes, std::size_t piece) {
    dns_stream_reader whole, cut;
    const bool complete = whole.took(bytes);
    bool complete_in_pieces = false;
    for (; !bytes.empty() && !complete_in_pieces; bytes.remove_prefix(std::min(bytes.size(), piece)))
        complete_in_pieces = cut.took(bytes.substr(0, piece));
    require(complete == complete_in_pieces && whole.message() == cut.message());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    read(bytes, question_of(bytes, types[data[0] % types.size()]));
    read_names(bytes);
    read_stream(bytes, data[0] + 1u);
    if (const auto name = dns_name_bytes(bytes)) require(dns_name_bytes(dns_name_text(*name)) == *name);
    return 0;
}
