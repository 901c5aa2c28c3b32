import unittest

import coroutine_shapes
from coroutine_shapes import check, statements
from source_tree import TreeCase, bare

BAD = {
    "in if": "if (co_await f()) { g(); }",
    "in if, after other text": "if (ready && x(co_await f())) g();",
    "in while": "while (co_await f()) {}",
    "in do while": "do { g(); } while (co_await f());",
    "in switch": "switch (co_await f()) { default: break; }",
    "over several lines": "auto x = co_await f(a,\n    [s] { return s; },\n    b);",
    "temporary lambda": "co_await run([s] { return s; });",
    "lambda with an owning and a borrowed capture": "co_await run([&a, s] { return s; });",
    "lambda that moves in": "co_await run([s = std::move(t)](int n) { return n; });",
    "lambda in the same expression": "spawn(co_await executor, [s] { g(); });",
    "aggregate": "co_await take(options{h, 443});",
    "aggregate before": "plain(options{h}, co_await x());",
    "bare list": "co_await take({a, b});",
    "conditional": "co_await (c ? a() : b());",
    "two of them by condition": "co_return c ? co_await a() : co_await b();",
    "and": "const bool ok = ready && co_await f();",
    "or": "const bool ok = co_await f() || g();",
    "two in one statement": "g(co_await a(), co_await b());",
    "a lambda coroutine": "auto l = [s]() -> awaitable<void> { co_await f(s); };",
    "inside a lambda": "auto l = [&] { if (co_await f()) g(); };",
}

GOOD = {
    "named": "auto answer = co_await f(std::move(options));",
    "argument": "f(co_await g());",
    "borrowing lambda": "co_await run([&] { return 1; });",
    "borrowing lambda by name": "co_await run([&a] { return a; });",
    "empty braces": "co_await f(std::string{});",
    "body of an if": "if (a && b) co_await f();",
    "body of an if in braces": "if (a ? b : c) { co_await f(); }",
    "a for": "for (int i = 0; i < n && ok; ++i) co_await f(i);",
    "try": "try { co_await f(); } catch (const error& e) { g({e}); }",
    "a remark": "// if (co_await f()) is miscompiled\nauto x = co_await f();",
    "a text": 'co_await say("a ? b && c {d}");',
    "an index": "co_await f(items[i](x));",
    "returned aggregate": "co_return result{a, b};",
    "next statement": "co_await f(); auto x = options{a, b}; auto y = a && b;",
    "function with initialisers": "thing::thing() : a_{1}, b_(2) { g(); }\nawaitable<void> f(int x) { co_await g(x); }",
    "captures by reference only": "auto l = [&x]() -> awaitable<void> { co_await f(x); };",
}


class TheCheck(unittest.TestCase):
    def test_finds_every_bad_shape(self):
        for name, text in BAD.items():
            with self.subTest(name):
                self.assertNotEqual([], check("x.cpp", "awaitable<void> f() {\n" + text + "\n}"))

    def test_lets_good_ones_pass(self):
        for name, text in GOOD.items():
            with self.subTest(name):
                self.assertEqual([], check("x.cpp", "namespace x {\n" + text + "\n}"))

    def test_says_the_line_on_which_the_statement_begins(self):
        found = check("x.cpp", "a();\n/* b\n*/ auto y =\n co_await c(o{1});")
        self.assertEqual("x.cpp:3: co_await beside a brace list: name the value first", str(found[0]))

    def test_keeps_lines_when_it_takes_comments_and_literals_away(self):
        text = 'a /* 1\n2 */ "x\\"y" R"(one\ntwo)" \'{\' 10\'000 // end\nb'
        self.assertEqual(text.count("\n"), bare(text).count("\n"))
        self.assertNotIn("{", bare(text))
        self.assertIn("10'000", bare(text))

    def test_sees_the_statements_of_a_lambda_apart(self):
        found = [s for _, s, _ in statements("void f() { run([&] { a(); b(); }, c); d(); }")]
        self.assertEqual(["void f()", "a();", "b();", "run([&] {}, c);", "d();"], found)


class TheTree(TreeCase):
    def test_has_no_coroutine_of_a_shape_that_is_miscompiled(self):
        self.assert_clean(coroutine_shapes.check_tree())


if __name__ == "__main__":
    unittest.main()
