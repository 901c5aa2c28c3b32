// The TLS contexts of one shard: settings that differ in names only have one, and all that trust the same
// have the same store of certificates, since reading the system's takes tens of milliseconds and a megabyte.
#pragma once

#include "model/probe_spec.hpp"
#include "probes/tls_context.hpp"

#include <unordered_map>

namespace hm::probes {

class tls_contexts {
public:
    // Made at the first call for its kind; fast for the same pointer. Never null; see tls_context::error().
    // `settings` is not null.
    std::shared_ptr<tls_context> of(const model::shared_value<model::tls_settings>& settings);

    // Makes the one that a spec will ask for, if it will.
    void prepare(const model::probe_spec& spec);
    // Drops what nobody asked for since the call before. For reloads.
    void forget_unused();
    std::size_t size() const { return contexts_.size(); }

private:
    struct alias {
        model::shared_value<model::tls_settings> settings;  // keeps the pointer from being used again
        std::shared_ptr<tls_context> context;
        bool used = true;
    };
    struct entry {
        model::tls_settings settings;  // without names
        std::shared_ptr<tls_context> context;
    };

    std::shared_ptr<tls_context> equal_to(const model::tls_settings& settings);

    std::unordered_map<const model::tls_settings*, alias> aliases_;
    std::vector<entry> contexts_;
    std::unordered_map<std::string, trust> trusts_;  // by the text of `ca`
};

}  // namespace hm::probes
