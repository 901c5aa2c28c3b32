#include "config/tree.hpp"

#include "config/text_check.hpp"
#include "config/yaml_hints.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_map>

namespace hm::config {

namespace {

place place_of(const YAML::Mark& mark, file_number file) {
    if (mark.is_null()) return {0, 0, file};
    return {mark.line + 1, mark.column + 1, file};
}

// Ends the parse: what follows would make no sense, or cost too much.
struct stop {
    place at;
    std::string message;
    std::string hint;
};

// Our EventHandler: builds the tree bottom up, a finished value moves into the frame below it.
class tree_builder : public YAML::EventHandler {
public:
    tree_builder(report& out, const tree_limits& limits, file_number file)
        : out_(out), limits_(limits), file_(file) {}

    node take() { return std::move(root_); }
    place last_quoted() const { return last_quoted_; }
    place last_seen() const { return last_seen_; }
    place innermost_open() const { return stack_.empty() ? last_seen_ : stack_.back().value.at; }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        node n;
        n.at = place_of(mark);
        add(std::move(n));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        out_.error(place_of(mark), "aliases (`*name`) are not supported",
                   "write the value again, or use `defaults:`");
        add(broken(mark));
    }

    void OnAnchor(const YAML::Mark& mark, const std::string&) override {
        out_.error(place_of(mark), "anchors (`&name`) are not supported",
                   "remove it; to begin a text with & quote it");
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  const std::string& value) override {
        if (!check_tag(mark, tag)) return add(broken(mark));
        node n;
        n.what = node::kind::scalar;
        n.at = place_of(mark);
        n.text = value;
        n.is_quoted = tag == quoted_tag;
        if (n.is_quoted) last_quoted_ = n.at;
        add(std::move(n));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, node::kind::sequence);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, node::kind::map);
    }
    void OnMapEnd() override { close(); }

private:
    // What yaml-cpp reports for a quoted scalar, and for everything else without a tag.
    static constexpr std::string_view quoted_tag = "!", no_tag = "?";
    // From this size on a map's keys are looked up by hash, so that 20,000 entities do not cost n².
    static constexpr std::size_t hash_from = 16;

    struct frame {
        node value;
        std::optional<member> pending;  // map: a key that waits for its value
        bool drop_pending = false;      // … which is a mistake already reported
        std::unordered_map<std::string, place> keys;
    };

    place place_of(const YAML::Mark& mark) const { return config::place_of(mark, file_); }

    node broken(const YAML::Mark& mark) const {
        node n;
        n.what = node::kind::broken;
        n.at = place_of(mark);
        return n;
    }

    bool check_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag.empty() || tag == no_tag || tag == quoted_tag) return true;
        out_.error(place_of(mark), "tags (`!name`) are not supported",
                   "remove it; to begin a text with ! quote it, and in a condition write `not`");
        return false;
    }

    void open(const YAML::Mark& mark, const std::string& tag, node::kind what) {
        check_tag(mark, tag);
        if (stack_.size() >= limits_.depth)
            throw stop{place_of(mark), fmt::format("nested more than {} levels deep", limits_.depth), {}};
        if (awaits_key())
            throw stop{
                place_of(mark), "a key must be plain text",
                "a closing bracket may be missing; inside { } and [ ] a value with ${...} needs quotes"};
        frame f;
        f.value.what = what;
        f.value.at = last_seen_ = place_of(mark);
        stack_.push_back(std::move(f));
    }

    void close() {
        node done = std::move(stack_.back().value);
        stack_.pop_back();
        add(std::move(done));
    }

    bool awaits_key() const {
        return !stack_.empty() && stack_.back().value.what == node::kind::map && !stack_.back().pending;
    }

    void add(node n) {
        last_seen_ = std::max(last_seen_, n.at);
        if (++count_ > limits_.nodes)
            throw stop{n.at, fmt::format("more than {} values in one file", limits_.nodes), {}};
        if (stack_.empty()) {
            root_ = std::move(n);
        } else if (awaits_key()) {
            add_key(stack_.back(), std::move(n));
        } else if (frame& top = stack_.back(); top.pending) {
            if (n.what == node::kind::null) n.at = top.pending->key_at;
            top.pending->value = std::move(n);
            if (!top.drop_pending) top.value.members.push_back(std::move(*top.pending));
            top.pending.reset();
        } else {
            top.value.items.push_back(std::move(n));
        }
    }

    void add_key(frame& map, node key) {
        map.pending = member{std::move(key.text), key.at, {}};
        map.drop_pending = true;
        if (key.what == node::kind::broken) return;
        if (key.what != node::kind::scalar) return out_.error(key.at, "a key is missing before the `:`");
        if (map.pending->key == "<<")
            return out_.error(key.at, "merge keys (`<<`) are not supported",
                              "write the keys out, or use `defaults:`");
        if (const std::optional<place> first = first_place(map, map.pending->key))
            return out_.error(key.at, fmt::format("duplicate key {}", quoted(map.pending->key)),
                              fmt::format("it stands in line {} already", first->line),
                              {{*first, "the first one"}});
        map.drop_pending = false;
    }

    // Where the key stood before; remembers it for the next time.
    static std::optional<place> first_place(frame& map, const std::string& key) {
        const auto& members = map.value.members;
        if (members.size() < hash_from) {
            const member* found = map.value.find(key);
            return found != nullptr ? std::optional{found->key_at} : std::nullopt;
        }
        if (map.keys.empty())
            for (const member& m : members) map.keys.emplace(m.key, m.key_at);
        const auto [at, fresh] = map.keys.emplace(key, map.pending->key_at);
        return fresh ? std::nullopt : std::optional{at->second};
    }

    report& out_;
    const tree_limits& limits_;
    const file_number file_;
    node root_;
    std::vector<frame> stack_;
    std::size_t count_ = 0;
    place last_quoted_, last_seen_;
};

// Tells where what is left after the document begins, and reads no further.
class leftover_finder : public YAML::EventHandler {
public:
    explicit leftover_finder(file_number file) : file_(file) {}

private:
    void OnDocumentStart(const YAML::Mark& mark) override { throw stop{place_of(mark, file_), {}, {}}; }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

    const file_number file_;
};

// yaml-cpp stops silently after one document, and HandleNextDocument in a loop never ends at a stray `,`.
void check_nothing_is_left(YAML::Parser& parser, file_number file) {
    if (!parser) return;
    place at{0, 0, file};
    try {
        leftover_finder find{file};
        parser.HandleNextDocument(find);
    } catch (const stop& found) {
        at = found.at;
    }
    throw stop{
        at, "text after the end of the document",
        "a file is one document: remove a stray `,`, `---` or `...` before it, or check the indentation"};
}

// A stream over bytes that stay where they are.
class view_buffer : public std::streambuf {
public:
    explicit view_buffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data());  // only read: setg wants it so
        setg(begin, begin, begin + text.size());
    }
};

bool is_blank_from(std::string_view text, int offset) {
    return offset >= 0 &&
           text.find_first_not_of(" \t\r\n", static_cast<std::size_t>(offset)) == std::string_view::npos;
}

node parse_document(std::string_view text, report& out, const tree_limits& limits, file_number file) {
    view_buffer bytes{text};
    std::istream in{&bytes};
    YAML::Parser parser{in};
    tree_builder builder{out, limits, file};
    try {
        parser.HandleNextDocument(builder);
    } catch (const YAML::ParserException& e) {
        // For what is missing at the end of the text yaml-cpp has only a place somewhere before.
        const bool at_end = e.msg.find("flow") != std::string::npos && is_blank_from(text, e.mark.pos);
        if (place_of(e.mark, file) >= builder.last_seen() && !at_end) throw;
        throw stop{builder.innermost_open(), "this is never closed",
                   "a bracket is missing, or the file was cut off"};
    }
    check_nothing_is_left(parser, file);
    if (is_unclosed_quote(text, builder.last_quoted()))
        throw stop{builder.last_quoted(), "this quote is never closed", {}};
    return builder.take();
}

}  // namespace

const member* node::find(std::string_view key) const {
    for (const member& m : members)
        if (m.key == key) return &m;
    return nullptr;
}

std::string_view describe(node::kind k) {
    switch (k) {
        case node::kind::null:
            return "nothing";
        case node::kind::scalar:
            return "text";
        case node::kind::map:
            return "a map";
        case node::kind::sequence:
            return "a list";
        case node::kind::broken:
            return "a mistake";
    }
    return {};
}

std::string_view without_bom(std::string_view text) {
    constexpr std::string_view bom = "\xEF\xBB\xBF";
    if (text.starts_with(bom)) text.remove_prefix(bom.size());
    return text;
}

std::optional<node> parse_tree(std::string_view text, report& out, const tree_limits& limits,
                               file_number file) {
    const place whole{0, 0, file};
    if (text.size() > limits.bytes) {
        out.error(whole, fmt::format("the file has {} bytes, more than the {} that are read", text.size(),
                                     limits.bytes));
        return std::nullopt;
    }
    if (!check_text(text, out, file)) return std::nullopt;
    try {
        node root = parse_document(text, out, limits, file);
        if (root.what == node::kind::map) return root;
        if (root.what == node::kind::null && limits.may_be_empty) return node{};
        if (root.what == node::kind::null)
            out.error(whole, "the file is empty");
        else if (root.what != node::kind::broken)
            out.error(root.at, fmt::format("expected `key: value` lines, found {}", describe(root.what)));
    } catch (const stop& s) {
        out.error(s.at, s.message, s.hint);
    } catch (const YAML::Exception& e) {
        const place at = place_of(e.mark, file);
        out.error(at, fmt::format("not valid YAML: {}", e.msg), yaml_hint(out, at, e.msg));
    }
    return std::nullopt;
}

}  // namespace hm::config
