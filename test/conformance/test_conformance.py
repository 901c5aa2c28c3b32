import unittest
from pathlib import Path

from cases import Case
from conformance import FAILED, NO_ROLLUP, PASSED, SKIPPED, judge
from evaluation import NotLoaded, Observed


def case(**fields):
    return Case(**{"id": "consul-1", "system": "consul", "rule": "AggregatedStatus", "expected": "warning",
                   "children": [{"state": "warning"}], **fields})


def node_is(state):
    """An evaluation in which every node comes out so."""
    return lambda experiments: {e.case.id: Observed([state] * len(e.states), list(e.model.before)) for e in experiments}


def verdict(one, evaluate=node_is("warning"), skipped=None):
    return judge([one], skipped or {}, Path("made"), evaluate)[0]


class Judge(unittest.TestCase):
    def test_what_came_out_as_expected_passed(self):
        self.assertEqual(PASSED, verdict(case()).kind)

    def test_a_wrong_expectation_fails_and_says_both(self):
        v = verdict(case(expected="critical"))
        self.assertEqual((FAILED, "expected 'critical', got 'warning'"), (v.kind, v.why))
        self.assertEqual(Path("made/consul/consul-1.yaml"), v.file)

    def test_an_expectation_that_no_state_means_fails(self):
        self.assertEqual("expected 'purple', got 'warning'", verdict(case(expected="purple")).why)

    def test_an_unknown_rule_is_skipped_by_name(self):
        v = verdict(case(rule="Quorum"))
        self.assertEqual((SKIPPED, "the compat table has no rule 'Quorum' of consul"), (v.kind, v.why))

    def test_an_unknown_system_is_skipped_by_name(self):
        v = verdict(case(system="opennms", rule="worst"))
        self.assertEqual((SKIPPED, "the compat table has no rule 'worst' of opennms"), (v.kind, v.why))

    def test_a_case_is_skipped_for_the_reason_in_the_file(self):
        v = verdict(case(), skipped={"consul-1": "it is raining"})
        self.assertEqual((SKIPPED, "it is raining"), (v.kind, v.why))

    def test_numbers_of_slos_are_no_rollups(self):
        self.assertEqual(NO_ROLLUP, verdict(case(system="sloth")).kind)

    def test_children_that_the_system_cannot_have_fail(self):
        v = verdict(case(system="zabbix", rule="MOST_CRITICAL", children=[{"state": 9}]))
        self.assertEqual(FAILED, v.kind)
        self.assertIn("no model can be made of it: UnknownWord: 9 is none of", v.why)

    def test_a_model_that_is_refused_fails_with_what_was_said(self):
        v = verdict(case(), lambda experiments: {"consul-1": NotLoaded("consul-1.yaml:3: error: no")})
        self.assertEqual((FAILED, "consul-1.yaml:3: error: no"), (v.kind, v.why))

    def test_true_is_not_1(self):
        argo = case(system="argocd", rule="IsWorse", params={"current": "Healthy", "new": "Missing"}, expected=1)
        self.assertEqual("expected 1, got True", verdict(argo, node_is("not-there")).why)

    def test_the_status_code_is_compared_too(self):
        up = case(system="microprofile", rule="conjunction", expected="UP", children=[{"state": "UP"}], http=503)
        self.assertEqual("expected HTTP 503, got 200", verdict(up, node_is("up")).why)

    def test_the_last_known_state_is_what_the_node_was_before_whatever_that_was(self):
        composite = case(system="datadog-composite", rule="A && B", expected="last known state",
                         params={"expression": "A && B", "notify_no_data": False},
                         children=[{"state": "No Data"}, {"state": "Warn"}])
        as_before = Observed(["ok", "warn", "alert"], ["ok", "warn", "alert"])
        held = lambda experiments: {e.case.id: as_before for e in experiments}
        self.assertEqual(PASSED, verdict(composite, held).kind)
        self.assertEqual("expected 'last known state', got 'Warn'", verdict(composite, node_is("warn")).why)

    def test_an_order_that_lowers_a_nagios_group_is_not_conformed_to(self):
        essential = [{"state": "CRITICAL", "option": "|"}, {"state": "WARNING", "option": "|"}]
        lowered = case(system="nagios-bpi", rule="group", params={"warning_threshold": 1, "critical_threshold": 0},
                       children=essential, expected="WARNING")
        self.assertEqual(PASSED, verdict(lowered, node_is("critical")).kind)
        self.assertEqual("expected 'CRITICAL', got 'WARNING'", verdict(lowered, node_is("warning")).why)


if __name__ == "__main__":
    unittest.main()
