package io.holdfast.sentinel;

import io.holdfast.arm.ResourceId;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.rest.Json;
import io.holdfast.sentinel.SentinelFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tests that share a process; each has an onboarded workspace of its own, without a customer-managed key.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FreshWorkspace {

    SentinelFixture fixture;
    String workspace = "";
    private int workspaces;

    @BeforeAll
    void open(@TempDir Path folder) {
        fixture = new SentinelFixture(folder);
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @BeforeEach
    void makeWorkspace() {
        workspaces++;
        workspace = "soc" + workspaces;
        fixture.clock().set(SentinelProcess.NOW);
        fixture.makeOnboarded(workspace);
    }

    /// A path below the provider, such as `bookmarks/b1`.
    String path(String below) {
        return fixture.sentinel(workspace, below);
    }

    Answer put(String below, String body) {
        return fixture.call("PUT " + path(below), body);
    }

    Answer get(String below) {
        return fixture.call("GET " + path(below));
    }

    Answer post(String below, String body) {
        return fixture.call("POST " + path(below), body);
    }

    Answer delete(String below) {
        return fixture.call("DELETE " + path(below));
    }

    /// The rows that wait for a table, oldest first.
    List<JsonNode> outbox(String table) {
        return fixture.outbox(workspace, table);
    }

    void inDocuments(Consumer<DocumentTransaction> work) {
        OnboardingState state = fixture.stores().find(ResourceId.parse(fixture.workspace(workspace)))
                .orElseThrow();
        fixture.stores().documents(state, store -> store.transact(documents -> {
            work.accept(documents);
            return true;
        }));
    }

    /// Keeps an alert as if a rule had made it.
    ///
    /// @param id of the alert
    /// @param document in single quotes
    void keepAlert(String id, String document) {
        inDocuments(documents -> documents.put(Alerts.ref(id),
                Json.parseObject(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                Optional.empty()));
    }

    static List<String> names(Answer list) {
        return list.json().path("value").valueStream().map(value -> value.path("name").asString()).toList();
    }
}
