// The model, from text to definition: each step reads one part, and all leave their mistakes in one report.
#include "config/checks.hpp"
#include "config/draft.hpp"
#include "config/entities.hpp"
#include "config/graph_lints.hpp"
#include "config/load.hpp"
#include "config/maintenance.hpp"
#include "config/model_files.hpp"
#include "config/needs.hpp"
#include "config/objectives.hpp"
#include "config/on_alert.hpp"
#include "config/read_model.hpp"
#include "config/reader.hpp"
#include "config/regions.hpp"
#include "config/rollups.hpp"
#include "config/slo_lints.hpp"
#include "config/slos.hpp"
#include "config/states.hpp"
#include "config/traffic.hpp"
#include "config/witnesses.hpp"

namespace hm::config {

namespace {

constexpr std::array<std::string_view, 11> settings_keys{"listeners", "resolver", "probing",   "region",
                                                         "log",       "tokens",   "state_dir", "history",
                                                         "alerts",    "cluster",  "public_url"};

void read_name(const node* name, draft& d) {
    if (name == nullptr) return;
    if (auto text = as_name(*name, d.out)) {
        d.model.name = *text;
        d.claim_name(name->text, {"model", name->at});
    }
}

void read_defaults(const member* defaults, draft& d) {
    if (defaults == nullptr || !expect_map(defaults->value, d.out)) return;
    map_reader keys{defaults->value, defaults->key_at, d.out};
    keys.read("region", d.model.region_rollup, as_region_rollup, d.model.states);
    keys.read("root", d.model.root_rollup, as_rollup, d.model.states);
    const member* signal = keys.find("signal");
    if (signal != nullptr && expect_map(signal->value, d.out)) {
        map_reader signal_keys{signal->value, signal->key_at, d.out};
        d.defaults = read_timing(signal_keys, d.defaults, d.out);
        signal_keys.finish();
    }
    keys.finish();
}

void declare_sections(map_reader& keys, draft& d) {
    for (const section& s : sections) {
        const member* m = keys.find(s.key);
        if (m != nullptr) declare_entities(m->value, s.kind, d);
        const bool no_flows = s.kind == model::entity_kind::flow &&
                              (m == nullptr || m->value.what == node::kind::null || m->value.members.empty());
        const bool told =
            m != nullptr && m->value.what != node::kind::map && m->value.what != node::kind::null;
        if (no_flows && !told)
            d.out.error(m != nullptr ? m->key_at : place{}, "the model has no flows",
                        "a flow is what a user does, under `flows:`");
    }
}

void check_whole(const draft& d) {
    check_cycles(d);
    if (d.out.has_errors()) return;  // what could not be read would look unused, or unmeasured
    warn_unmeasured_flows(d);
    warn_unused_variables(d);
    warn_regions_without_high_flow(d);
    warn_by_graph(d);
    warn_unreachable_objectives(d);
}

}  // namespace

void read_model(const node& root, draft& d) {
    map_reader keys{root, {}, d.out};
    keys.refuse(settings_keys, "belongs in the settings file",
                "settings are read by `run MODEL --settings FILE`");
    read_name(keys.required("model"), d);
    if (const member* states = keys.find("states"))
        if (auto read = read_states(*states, d.out)) d.model.states = std::move(*read);
    read_defaults(keys.find("defaults"), d);
    if (keys.required("regions") != nullptr) read_regions(*root.find("regions"), d);
    declare_sections(keys, d);
    const member* witnesses = keys.find("witnesses");
    const member* maintenance = keys.find("maintenance");
    const member* slos = keys.find("slos");
    if (const member* traffic = keys.find("traffic")) read_traffic(*traffic, d);
    if (const member* notes = keys.find("on_alert")) read_on_alert(*notes, d.model.on_alert, d.out);
    keys.find("include");  // followed before; here for who writes it wrong
    keys.finish();
    read_entities(d);
    if (witnesses != nullptr) read_witnesses(*witnesses, d);
    read_needs(d);
    read_objectives(d);
    if (slos != nullptr) read_slos(*slos, d);
    if (maintenance != nullptr) read_maintenance(*maintenance, d);
    check_whole(d);
}

namespace {

template <class AddTo>
loaded_model load(const surroundings& around, AddTo add_to) {
    report out;
    model_files files{out};
    add_to(files);
    loaded_model result;
    if (const std::optional<node> root = files.take()) {
        draft d{out, around};
        read_model(*root, d);
        if (!out.has_errors()) result.value = std::make_shared<const model::definition>(std::move(d.model));
    }
    if (!result.value && !out.has_errors()) out.error({}, "there is no file with a model");
    result.diagnostics = out.take();
    return result;
}

}  // namespace

loaded_model load_model(const source& text, const surroundings& around) {
    return load(around, [&](model_files& files) { files.add_text(text); });
}

loaded_model load_model(const std::vector<source>& texts, const surroundings& around) {
    return load(around, [&](model_files& files) {
        for (const source& text : texts) files.add_text(text);
    });
}

loaded_model load_model_files(const std::vector<std::string>& paths, const surroundings& around) {
    return load(around, [&](model_files& files) {
        for (const std::string& path : paths) files.add_path(path);
    });
}

}  // namespace hm::config
