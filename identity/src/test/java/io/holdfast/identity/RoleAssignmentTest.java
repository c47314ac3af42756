package io.holdfast.identity;

import static io.holdfast.identity.IdentityFixture.VERSION;
import static io.holdfast.identity.IdentityFixture.grant;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.IdentityFixture.Answer;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Caller;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleAssignmentTest {

    private static final String ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments";
    private static final String NAME = "aaaaaaaa-0000-4000-8000-000000000001";
    private static final String WRITE = "Microsoft.KeyVault/vaults/write";

    @TempDir
    Path folder;

    private IdentityFixture fixture;
    private NewApplication tool;
    private String owner;
    private String group;
    private String vault;

    @BeforeEach
    void open() {
        fixture = new IdentityFixture(folder);
        tool = fixture.identity.principals().createApplication("tool");
        owner = fixture.ownerToken();
        group = fixture.subscription() + "/resourceGroups/rg1";
        vault = group + "/providers/Microsoft.KeyVault/vaults/v1";
        fixture.call(owner, "PUT", group + "?api-version=2021-04-01", "{\"location\":\"westeurope\"}");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aNewApplicationMayDoNothing() {
        String token = fixture.token(tool.principal().appId(), tool.clientSecret());

        assertThat(fixture.call(token, "GET", group + "?api-version=2021-04-01").code())
                .isEqualTo("AuthorizationFailed");
        assertThat(fixture.call(token, "GET", "/subscriptions?api-version=2022-12-01").json().path("value"))
                .isEmpty();
    }

    @Test
    void anAssignmentCountsOnItsScopeAndBelow() {
        fixture.assign(group, BuiltInRoles.CONTRIBUTOR, tool.principal());

        assertThat(permits(WRITE, group)).isTrue();
        assertThat(permits(WRITE, vault)).isTrue();
        assertThat(permits(WRITE, vault.toUpperCase(Locale.ROOT))).isTrue();
        assertThat(permits(WRITE, group + "0/providers/Microsoft.KeyVault/vaults/v1")).isFalse();
        assertThat(permits(WRITE, fixture.subscription())).isFalse();
        assertThat(permits(WRITE, "not an id")).isFalse();
        assertThat(permits("Microsoft.Authorization/roleAssignments/write", vault)).isFalse();
    }

    @Test
    void listenersHearOfEachChangeWhenItCounts() {
        List<Boolean> heard = new ArrayList<>();
        fixture.identity.roles().onChange(() -> heard.add(permits(WRITE, group)));

        fixture.assign(group, BuiltInRoles.CONTRIBUTOR, tool.principal());
        RoleAssignment assignment = fixture.identity.roles().list().stream()
                .filter(held -> held.principalId().equals(tool.principal().objectId())).findFirst()
                .orElseThrow();
        fixture.identity.roles().revoke(assignment);

        assertThat(heard).containsExactly(true, false);
    }

    @Test
    void rolesAddUpAndOnlyOnTheirScopes() {
        fixture.assign(fixture.subscription(), BuiltInRoles.READER, tool.principal());
        fixture.assign(vault, BuiltInRoles.find("14b46e9e-c2b7-41b4-b07b-48a6ebf60603").orElseThrow(),
                tool.principal());
        Authorizer data = fixture.identity.roles().dataActions();

        assertThat(permits("Microsoft.KeyVault/vaults/read", vault)).isTrue();
        assertThat(permits(WRITE, vault)).isFalse();
        assertThat(data.permits(caller(), "Microsoft.KeyVault/vaults/keys/wrap/action", vault + "/keys/k"))
                .isTrue();
        assertThat(data.permits(caller(), "Microsoft.KeyVault/vaults/keys/wrap/action", group)).isFalse();
        assertThat(permits("Microsoft.KeyVault/vaults/keys/wrap/action", vault)).isFalse();
    }

    @Test
    void sendingLogsIsARightOnDataWhoeverAsks() {
        Caller first = new Caller(fixture.identity.tenant().tenantId(), fixture.identity.principals()
                .findByAppId(fixture.owner().clientId()).orElseThrow().objectId(), "app", "a", "i");
        fixture.assign(group, BuiltInRoles.MONITORING_METRICS_PUBLISHER, tool.principal());

        assertThat(permits("microsoft.insights/telemetry/write", vault)).isTrue();
        assertThat(fixture.identity.roles().permits(first, "Microsoft.Insights/Telemetry/Write", vault))
                .isFalse();
    }

    @Test
    void assignmentsSurviveARestartAndEndWithTheirDeletion() {
        String path = fixture.assign(group, BuiltInRoles.CONTRIBUTOR, tool.principal());
        fixture.restart();
        assertThat(permits(WRITE, vault)).isTrue();

        assertThat(fixture.call(owner, "DELETE", path).status()).isEqualTo(200);

        assertThat(permits(WRITE, vault)).isFalse();
        assertThat(fixture.call(owner, "DELETE", path).status()).isEqualTo(204);
        assertThat(fixture.call(owner, "GET", path).code()).isEqualTo("RoleAssignmentNotFound");
    }

    @Test
    void anAssignmentIsAnsweredWithItsScopeAndPrincipal() {
        String path = group + ASSIGNMENTS + "/" + NAME + VERSION;
        Answer created = fixture.call(owner, "PUT", path, grant(BuiltInRoles.READER, objectId()));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("id").asString()).isEqualTo(group + ASSIGNMENTS + "/" + NAME);
        assertThat(created.json().path("properties").path("scope").asString()).isEqualTo(group);
        assertThat(created.json().path("properties").path("principalId").asString()).isEqualTo(objectId());
        assertThat(created.json().path("properties").path("roleDefinitionId").asString())
                .endsWith("/roleDefinitions/" + BuiltInRoles.READER.id());
        assertThat(fixture.call(owner, "PUT", path, grant(BuiltInRoles.READER, objectId())).status())
                .isEqualTo(200);
        assertThat(fixture.call(owner, "GET", path).json()).isEqualTo(created.json());
    }

    @Test
    void theSameGrantUnderAnotherNameIsAConflict() {
        fixture.assign(group, BuiltInRoles.READER, tool.principal());

        Answer again = fixture.call(owner, "PUT", group + ASSIGNMENTS + "/" + NAME + VERSION,
                grant(BuiltInRoles.READER, objectId()));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("RoleAssignmentExists");
    }

    @Test
    void anAssignmentIsNotChanged() {
        String path = group + ASSIGNMENTS + "/" + NAME + VERSION;
        fixture.call(owner, "PUT", path, grant(BuiltInRoles.READER, objectId()));

        assertThat(fixture.call(owner, "PUT", path, grant(BuiltInRoles.CONTRIBUTOR, objectId())).code())
                .isEqualTo("RoleAssignmentUpdateNotPermitted");
        assertThat(permits(WRITE, vault)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"not-a-guid | {} | 400 | InvalidRoleAssignmentId",
            NAME + " | {} | 400 | InvalidParameter",
            NAME + " | {\"properties\":{\"roleDefinitionId\":\"READER\"}} | 400 | InvalidParameter",
            NAME + " | {\"properties\":{\"roleDefinitionId\":\"READER\",\"principalId\":\"x\"}} | 400"
                    + " | InvalidParameter",
            NAME + " | {\"properties\":{\"roleDefinitionId\":\"READER\",\"principalId\":\"" + NAME
                    + "\"}} | 400 | PrincipalNotFound",
            NAME + " | {\"properties\":{\"roleDefinitionId\":\"" + NAME + "\",\"principalId\":\"" + NAME
                    + "\"}} | 404 | RoleDefinitionDoesNotExist",
            NAME + " | {\"properties\":{\"roleDefinitionId\":\"READER\",\"principalId\":\"" + NAME
                    + "\",\"condition\":\"x\"}} | 400 | RoleAssignmentConditionNotSupported",
            NAME + " | [] | 400 | InvalidRequestContent"})
    void aBadAssignmentIsRefused(String name, String body, int status, String code) {
        Answer answer = fixture.call(owner, "PUT", group + ASSIGNMENTS + "/" + name + VERSION,
                body.replace("READER", BuiltInRoles.READER.id()));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(fixture.identity.roles().list()).hasSize(2);
    }

    @Test
    void whoMayNotGrantDoesNotRaiseItself() {
        fixture.assign(fixture.subscription(), BuiltInRoles.CONTRIBUTOR, tool.principal());
        String token = fixture.token(tool.principal().appId(), tool.clientSecret());

        Answer answer = fixture.call(token, "PUT", group + ASSIGNMENTS + "/" + NAME + VERSION,
                grant(BuiltInRoles.OWNER, objectId()));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("AuthorizationFailed");
    }

    @Test
    void anOwnerOfAGroupGrantsThereOnly() {
        fixture.assign(group, BuiltInRoles.OWNER, tool.principal());
        String token = fixture.token(tool.principal().appId(), tool.clientSecret());

        assertThat(fixture.call(token, "PUT", fixture.subscription() + ASSIGNMENTS + "/" + NAME + VERSION,
                grant(BuiltInRoles.OWNER, objectId())).status()).isEqualTo(403);
        assertThat(fixture.call(token, "PUT", vault + "/keys/k" + ASSIGNMENTS + "/" + NAME + VERSION,
                grant(BuiltInRoles.OWNER, objectId())).status()).isEqualTo(201);
    }

    @Test
    void theLastWhoMayGrantStays() {
        String mine = fixture.identity.roles().list().stream()
                .filter(held -> held.roleId().equals(BuiltInRoles.OWNER.id())).findFirst().orElseThrow().id()
                + VERSION;

        assertThat(fixture.call(owner, "DELETE", mine).code())
                .isEqualTo("LastRbacAdminAssignmentCannotBeDeleted");
        fixture.assign(fixture.subscription(), BuiltInRoles.OWNER, tool.principal());
        assertThat(fixture.call(owner, "DELETE", mine).status()).isEqualTo(200);
        assertThat(fixture.call(owner, "GET", group + "?api-version=2021-04-01").status()).isEqualTo(200);
        assertThat(fixture.call(owner, "DELETE", group + "?api-version=2021-04-01").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"'',4", "$filter=atScope(),3", "$filter=principalId%20eq%20'ID',2",
            "$filter=assignedTo('ID'),2"})
    void assignmentsAreListedAroundAScope(String filter, int count) {
        fixture.assign(group, BuiltInRoles.READER, tool.principal());
        fixture.assign(vault, BuiltInRoles.CONTRIBUTOR, tool.principal());

        Answer listed = fixture.call(owner, "GET",
                group + ASSIGNMENTS + VERSION + "&" + filter.replace("ID", objectId()));

        assertThat(listed.json().path("value")).hasSize(count);
        assertThat(fixture.call(owner, "GET", group + ASSIGNMENTS + VERSION + "&$filter=x").code())
                .isEqualTo("UnsupportedFilter");
    }

    @Test
    void rolesAreFoundByName() {
        String roles = fixture.subscription() + "/providers/Microsoft.Authorization/roleDefinitions";
        Answer listed = fixture.call(owner, "GET",
                roles + VERSION + "&$filter=roleName%20eq%20'Monitoring%20Metrics%20Publisher'");

        assertThat(listed.json().path("value")).hasSize(1);
        String id = listed.json().path("value").path(0).path("id").asString();
        assertThat(
                fixture.call(owner, "GET", id + VERSION).json().path("properties").path("permissions").path(0)
                        .path("dataActions"))
                .hasSize(2);
        assertThat(fixture.call(owner, "GET", roles + VERSION).json().path("value"))
                .hasSize(BuiltInRoles.all().size());
    }

    private boolean permits(String action, String scope) {
        return fixture.identity.roles().permits(caller(), action, scope);
    }

    private Caller caller() {
        return new Caller(fixture.identity.tenant().tenantId(), objectId(), tool.principal().appId(), "a",
                "i");
    }

    private String objectId() {
        return tool.principal().objectId();
    }
}
