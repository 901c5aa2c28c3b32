#include "config/exports.hpp"
#include "config/load.hpp"

#include "config/shown_values.hpp"
#include "config/times.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::hours longest_ttl{24};

// As gdnsd knows what it monitors: an address, or a name as it stands in a CNAME, with or without the last
// dot.
bool is_monitored(const std::string& text) {
    return is_literal_address(text) ||
           parse_host_name(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
}

void read_entries(const member& m, substitution& here, gdnsd_extfile& into, report& out) {
    if (!expect_map(m.value, out)) return;
    if (m.value.members.empty()) return out.error(m.key_at, "no address to say anything about");
    if (m.value.members.size() > max_export_entries)
        return out.error(m.key_at, fmt::format("more than {} entries", max_export_entries));
    for (const member& entry : m.value.members) {
        if (!is_monitored(entry.key))
            out.error(entry.key_at, fmt::format("{} is neither an address nor a name", quoted(entry.key)),
                      "write it as gdnsd's plugin has it: 192.0.2.11, lb.example.com");
        if (auto name = as_verdict_name(entry.value, here, out))
            into.entries.emplace_back(entry.key, std::move(*name));
    }
}

void read_file(const node& n, substitution& here, gdnsd_extfile& into, report& out) {
    const auto file = as_shown_text(n, "a file", here, out);
    if (!file) return;
    into.file = *file;
    if (!file->starts_with('/') || file->ends_with('/'))
        out.error(n.at, fmt::format("{} is no absolute path of a file", quoted(*file)),
                  "write it like /var/lib/gdnsd/extfile/regions");
}

gdnsd_extfile read_gdnsd(const member& m, substitution& here, report& out) {
    gdnsd_extfile e;
    if (!expect_map(m.value, out)) return e;
    map_reader keys{m.value, m.key_at, out};
    if (const node* file = keys.required("file")) read_file(*file, here, e, out);
    keys.required("entries");
    if (const member* entries = keys.find("entries")) read_entries(*entries, here, e, out);
    read_time(keys, "min_ttl", e.min_ttl, 1s, longest_ttl, out);
    read_time(keys, "max_ttl", e.max_ttl, 1s, longest_ttl, out);
    keys.finish();
    if (e.min_ttl > e.max_ttl)
        out.error(m.key_at,
                  fmt::format("min_ttl ({}) is longer than max_ttl ({})", model::format_duration(e.min_ttl),
                              model::format_duration(e.max_ttl)));
    return e;
}

}  // namespace

void read_exports(const node& list, substitution& here, std::vector<gdnsd_extfile>& into, report& out) {
    if (!expect_list(list, out)) return;
    if (list.items.size() > max_exports)
        return out.error(list.at, fmt::format("more than {} exports", max_exports));
    for (const node& item : list.items) {
        if (!expect_map(item, out)) continue;
        map_reader keys{item, item.at, out};
        keys.required("gdnsd_extfile");
        const member* gdnsd = keys.find("gdnsd_extfile");
        keys.finish();
        if (gdnsd == nullptr) continue;
        gdnsd_extfile e = read_gdnsd(*gdnsd, here, out);
        const auto same = [&](const gdnsd_extfile& other) { return !e.file.empty() && other.file == e.file; };
        if (std::any_of(into.begin(), into.end(), same))
            out.error(gdnsd->key_at, fmt::format("{} is written twice", quoted(e.file)));
        into.push_back(std::move(e));
    }
}

}  // namespace hm::config
