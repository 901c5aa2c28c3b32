// DNS messages (RFC 1035, EDNS0: RFC 6891): a question as bytes, and what a name server answered to it.
// Sans-io; how a message travels is not its matter, but for the length ahead of it over TCP.
#pragma once

#include "probes/wire/dns_record.hpp"

#include <chrono>
#include <vector>

namespace hm::probes::wire {

// The largest answer over UDP that we ask for: it fits into one packet everywhere, since fragments get lost.
inline constexpr std::uint16_t dns_udp_payload = 1232;
inline constexpr std::size_t max_dns_records = 1000;  // of one message, in all sections
inline constexpr int max_dns_aliases = 16;            // CNAMEs in a row, where resolvers give up, too

struct dns_question {
    std::uint16_t id = 0;
    std::string name;  // in bytes: see dns_name.hpp
    dns_type type = dns_type::a;
    bool recursion = true;  // is desired
    // As all resolvers do, so that we see what they see: answers above 512 bytes without a second question
    // over TCP, and the server's trouble with EDNS, if it has any.
    bool edns = true;
};

std::string dns_query(const dns_question& q);

// As TCP wants it: behind two bytes of length.
std::string with_dns_length(const std::string& message);

struct resource_record {
    std::string text;
    std::chrono::seconds ttl{};
};

struct dns_reply {
    unsigned rcode = 0;  // with the upper bits that EDNS brings
    bool authoritative = false;
    bool truncated = false;  // there is more over TCP; whatever came is not looked at
    bool recursion_available = false;
    // Of the type that was asked for, where the chain of CNAMEs that begins at the name ends.
    std::vector<resource_record> answers;
};

enum class dns_fault : std::uint8_t {
    none,
    other_question,  // not an answer to ours: over UDP anybody can send one
    malformed,
    too_large,
};

struct dns_reading {
    dns_fault fault = dns_fault::none;
    std::string words;  // what is wrong, when something is
    dns_reply reply;
};

// Id, name, type and class must be the question's. A server that cannot read questions (FORMERR, NOTIMP) may
// leave it out.
dns_reading read_dns_reply(std::string_view message, const dns_question& asked);

// False when what there is of a message shows already that it is none.
bool may_be_answer(std::string_view beginning, const dns_question& asked);

// "NXDOMAIN"; "RCODE11" for one without a name.
std::string dns_rcode_name(unsigned rcode);

// One message out of the bytes of a TCP connection, however they are cut.
class dns_stream_reader {
public:
    // True once the message is complete; what follows it is nobody's.
    bool took(std::string_view bytes);
    std::string_view message() const;

private:
    static constexpr std::size_t length_bytes = 2;
    std::size_t wanted() const;

    std::string bytes_;
};

}  // namespace hm::probes::wire
