"""The compat table: what each rule of another system is in the language of models.

System → patterns of its rules, the first that fits, and who makes a model of the case's parameters and children.
A case's id says nothing here. What the models look like: README.md, and build/conformance/ after a run.
"""

from fnmatch import fnmatchcase

from systems import (azure, checkmk, cloud, expressions, frameworks, icinga, nagios_bpi, scom, sensu, shinken, spring, thruk,
                     zabbix)

COMPAT = {
    "icinga-bp": [
        ("* (handled tie-break)", icinga.handled_process),
        ("AND", icinga.process), ("OR", icinga.process), ("NOT", icinga.process), ("DEG", icinga.process),
        ("XOR", icinga.process), ("MIN*", icinga.process)],
    "zabbix": [
        ("propagation *", zabbix.propagation),
        ("MOST_CRITICAL*", zabbix.service), ("*SET*OK", zabbix.service), ("main*", zabbix.service),
        ("N_*", zabbix.service), ("NP_*", zabbix.service), ("W_*", zabbix.service), ("WP_*", zabbix.service)],
    "checkmk-bi": [
        ("best*", checkmk.best), ("worst*", checkmk.worst), ("count_ok*", checkmk.count_ok),
        ("*leaf*", checkmk.leaf)],
    "scom": [
        ("BestOf*", scom.best_of), ("WorstOf*", scom.worst_of), ("Percentage*", scom.percentage),
        ("Member*", scom.dependency)],
    "nagios-bpi": [("group", nagios_bpi.group)],
    "shinken-bp": [
        ("* of:", shinken.of), ("*|*", shinken.either), ("*&*", shinken.both), ("!*", shinken.both)],
    "thruk-bp": [
        ("at_least", thruk.at_least), ("not_more", thruk.not_more), ("equals", thruk.equals), ("worst", thruk.worst),
        ("best", thruk.best), ("fixed", thruk.fixed), ("groupstatus", thruk.group_status)],
    "sensu-aggregate": [("aggregate", sensu.aggregate_check)],
    "sensu-bsm": [("aggregate", sensu.bsm_aggregate)],
    "datadog-composite": [("*", expressions.datadog)],
    "cloudwatch-composite": [("AlarmRule", expressions.cloudwatch)],
    "azure-health-models": [
        ("Worst of*", azure.worst_of), ("signals worst-of", azure.worst_of), ("Minimum healthy*", azure.minimum_healthy),
        ("Maximum not healthy*", azure.maximum_not_healthy)],
    "service-fabric": [
        ("MaxPercentUnhealthy*", azure.max_percent_unhealthy), ("report aggregation", azure.reports),
        ("expired report", azure.reports)],
    "spring-boot": [
        ("StatusAggregator", spring.aggregator), ("HttpCodeStatusMapper", spring.http_code),
        ("*omposite*", spring.composite)],
    "aspnet": [
        ("worst", frameworks.aspnet), ("failureStatus", frameworks.aspnet), ("*HTTP*", frameworks.aspnet_http_code)],
    "microprofile": [
        ("conjunction", frameworks.microprofile), ("all kinds", frameworks.microprofile),
        ("readiness", frameworks.microprofile), ("liveness", frameworks.microprofile),
        ("startup", frameworks.microprofile)],
    "consul": [("AggregatedStatus", frameworks.consul)],
    "argocd": [
        ("IsWorse", frameworks.argo_is_worse), ("worst", frameworks.argo_worst), ("aggregateAs", frameworks.argo_worst)],
    "kubernetes": [("condition status", frameworks.kubernetes_condition)],
    "route53-calculated": [("*", cloud.health_threshold)],
    "servicenow": [("cluster impact influence", cloud.cluster_influence)],
}

# Where a system's answer is not the one to conform to: what is asserted instead, of the whole case.
ASSERTED = {"nagios-bpi": nagios_bpi.asserted}


def entry_for(case):
    """Who makes a model of it; none when the table does not know the rule."""
    return next((make for pattern, make in COMPAT.get(case.system, []) if fnmatchcase(case.rule, pattern)), None)


def expected_of(case):
    return ASSERTED.get(case.system, lambda c: c.expected)(case)
