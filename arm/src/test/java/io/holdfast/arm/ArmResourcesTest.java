package io.holdfast.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Headers;
import io.holdfast.rest.Json;
import io.holdfast.rest.RequestBody;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ArmResourcesTest {

    private static final String TYPE = "Microsoft.OperationalInsights/workspaces";
    private static final ResourceId GROUP = ResourceId.group("s", "rg1");
    private static final ResourceId WORKSPACE = GROUP.resource("Microsoft.OperationalInsights", "workspaces",
            "Ws1");

    @TempDir
    Path folder;

    private ArmFixture arm;
    private ArmResources resources;

    @BeforeEach
    void open() {
        arm = new ArmFixture(folder);
        resources = arm.state.resources();
    }

    @AfterEach
    void close() {
        arm.close();
    }

    @Test
    void aResourceKeepsTheCasingOfItsFirstPut() {
        resources.put(WORKSPACE, Json.object().put("location", "westeurope"));
        ResourceId shouted = ResourceId.parse(WORKSPACE.toString().toUpperCase(Locale.ROOT));

        ArmResource written = resources.put(shouted, Json.object().put("location", "westeurope"));

        assertThat(written.id()).hasToString(WORKSPACE.toString());
        assertThat(resources.require(shouted).json().path("name").asString()).isEqualTo("Ws1");
    }

    @Test
    void theEtagChangesWithEachChangeAndNeverComesBack() {
        ArmResource first = resources.put(WORKSPACE, Json.object());
        ArmResource second = resources.put(WORKSPACE, Json.object());
        resources.delete(WORKSPACE);
        ArmResource again = resources.put(WORKSPACE, Json.object());

        assertThat(List.of(first.etag(), second.etag(), again.etag())).doesNotHaveDuplicates();
        assertThat(resources.require(WORKSPACE).etag()).isEqualTo(again.etag());
    }

    @Test
    void resourcesAreListedWithinTheirScopeOnly() {
        resources.put(WORKSPACE, Json.object());
        resources.put(
                ResourceId.group("s", "rg10").resource("Microsoft.OperationalInsights", "workspaces", "w"),
                Json.object());
        resources.put(
                ResourceId.group("t", "rg1").resource("Microsoft.OperationalInsights", "workspaces", "w"),
                Json.object());
        resources.put(WORKSPACE.child("tables", "T_CL"), Json.object());

        assertThat(resources.list(GROUP, TYPE)).extracting(ArmResource::id).containsExactly(WORKSPACE);
        assertThat(resources.list(ResourceId.subscription("S"), TYPE)).hasSize(2);
        assertThat(resources.list(WORKSPACE, TYPE + "/tables")).hasSize(1);
        assertThat(resources.summaries(GROUP, TYPE)).hasSize(1);
    }

    @Test
    void idNameAndTypeOfABodyAreNotKept() {
        ArmResource written = resources.put(WORKSPACE,
                Json.object().put("id", "/forged").put("name", "forged").put("type", "Forged/forged"));

        assertThat(written.json().path("id").asString()).isEqualTo(WORKSPACE.toString());
        assertThat(written.json().path("type").asString()).isEqualTo(TYPE);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> resources.require(WORKSPACE)).isInstanceOf(ApiException.class)
                .hasMessageContaining(
                        "'Microsoft.OperationalInsights/workspaces/Ws1' under resource group 'rg1'");
    }

    @Test
    void systemDataKeepsTheCreation() {
        Caller first = new Caller("t", "one", "a", "aud", "iss");
        Caller second = new Caller("t", "two", "a", "aud", "iss");
        ObjectNode body = Json.object();
        SystemData.stamp(body, Optional.empty(), first, Instant.parse("2026-01-01T00:00:00Z"));
        ArmResource written = resources.put(WORKSPACE, body);

        ObjectNode changed = Json.object();
        SystemData.stamp(changed, Optional.of(written), second, Instant.parse("2026-02-01T00:00:00Z"));

        assertThat(changed.path("systemData").toString()).isEqualTo(
                "{\"createdBy\":\"one\",\"createdByType\":\"Application\""
                        + ",\"createdAt\":\"2026-01-01T00:00:00Z\","
                        + "\"lastModifiedBy\":\"two\",\"lastModifiedByType\":\"Application\","
                        + "\"lastModifiedAt\":\"2026-02-01T00:00:00Z\"}");
    }

    @ParameterizedTest
    @CsvSource({"If-Match,*,true,true", "If-Match,*,false,false", "If-Match,ETAG,true,true",
            "If-Match,\"ETAG\",true,true", "If-Match,stale,true,false", "If-None-Match,*,true,false",
            "If-None-Match,*,false,true", "If-None-Match,ETAG,true,false", "X-Other,*,true,true"})
    void preconditionsHoldOrAreRefused(String header, String value, boolean exists, boolean holds) {
        ArmResource written = resources.put(WORKSPACE, Json.object());
        ApiRequest request = new ApiRequest("PUT", List.of(), Map.of(),
                Headers.of(Map.of(header, value.replace("ETAG", written.etag()))), RequestBody.EMPTY,
                URI.create("https://localhost:1"), "id", "127.0.0.1");
        Optional<ArmResource> existing = exists ? Optional.of(written) : Optional.empty();

        if (holds) {
            ArmResource.checkPreconditions(request, existing);
        } else {
            assertThatThrownBy(() -> ArmResource.checkPreconditions(request, existing))
                    .isInstanceOf(ApiException.class).hasMessageContaining("PreconditionFailed");
        }
    }
}
