package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.StoredDocument;
import io.holdfast.sentinel.SentinelFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A workspace under a customer-managed key with the engine that runs its alert rules, and a clock that tests move.
abstract class RunningRules extends KeyedWorkspace {

    static final Instant NOON = SentinelProcess.NOW;
    static final String RULE = """
            {'kind':'Scheduled','properties':{'displayName':'Failed logons','enabled':true,'severity':'Medium',
             'query':'CommonSecurityLog | where Activity == \\"fail\\" and TimeGenerated > ago(30m)',
             'queryFrequency':'PT10M','queryPeriod':'PT30M','triggerOperator':'GreaterThan',
             'triggerThreshold':0,'suppressionEnabled':false,'suppressionDuration':'PT5H',
             'tactics':['CredentialAccess'],'entityMappings':[{'entityType':'Account','fieldMappings':[
              {'identifier':'Name','columnName':'SourceUserName'}]}]MEMBERS}}""";

    DetectionEngine engine;

    @BeforeEach
    void open() {
        engine = engine();
    }

    DetectionEngine engine() {
        return new DetectionEngine(fixture.stores(), fixture.logs().detectionQueries(), fixture.clock(),
                new SecureRandom());
    }

    void rule(String name, String members) {
        put(name, ruleBody(members));
    }

    static String ruleBody(String members) {
        return RULE.replace("MEMBERS", members);
    }

    /// As if a table of its query had gone.
    void breakRule(String name) {
        OnboardingState state = fixture.stores().find(ResourceId.parse(fixture.workspace(SOC))).orElseThrow();
        fixture.stores().documents(state, store -> {
            StoredDocument rule = store.find(AlertRules.PATH.ref(List.of(), name)).orElseThrow();
            ObjectNode body = rule.body().deepCopy();
            ((ObjectNode) body.required("properties")).put("query", "Missing_CL | where 1 == 1");
            return store.put(rule.ref(), body, Optional.empty());
        });
    }

    void put(String name, String body) {
        Answer answer = fixture.call("PUT " + fixture.sentinel(SOC, "alertRules/" + name), body);
        assertThat(answer.status()).as(answer.json().toString()).isIn(200, 201);
    }

    void logon(String user, String result, Instant at) {
        String row = "[{\"TimeGenerated\":\"" + at + "\",\"SourceUserName\":\"" + user + "\",\"Activity\":\""
                + result
                + "\"}]";
        fixture.logs().rows().append(ResourceId.parse(fixture.workspace(SOC)), "CommonSecurityLog",
                row.getBytes(StandardCharsets.UTF_8));
    }

    void runDue(Instant at) {
        fixture.clock().set(at);
        engine.runDue();
    }

    List<JsonNode> incidents() {
        return fixture.call("GET " + fixture.sentinel(SOC, "incidents")).json().path("value").valueStream()
                .toList();
    }

    JsonNode onlyIncident() {
        assertThat(incidents()).hasSize(1);
        return incidents().getFirst();
    }

    List<JsonNode> rows(String table) {
        return fixture.outbox(SOC, table);
    }
}
