package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.identity.IdentityFixture.Answer;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may grant some roles only, and assignments that go with their resource.
class DataAccessAdministratorTest {

    private static final String ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

    @TempDir
    Path folder;

    private IdentityFixture fixture;
    private Principal grantee;
    private NewApplication administrator;
    private String token;

    @BeforeEach
    void open() {
        fixture = new IdentityFixture(folder);
        grantee = fixture.identity.principals().createApplication("grantee").principal();
        administrator = fixture.identity.principals().createApplication("administrator");
        fixture.assign(fixture.subscription(), BuiltInRoles.DATA_ACCESS_ADMINISTRATOR,
                administrator.principal());
        token = fixture.token(administrator.principal().appId(), administrator.clientSecret());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static RoleDefinition role(String id) {
        return BuiltInRoles.find(id).orElseThrow();
    }

    private String path() {
        return fixture.subscription() + "/providers/Microsoft.Authorization/roleAssignments/"
                + UUID.randomUUID()
                + IdentityFixture.VERSION;
    }

    @Test
    void theDataAccessAdministratorGrantsRolesForVaultsOnly() {
        String path = path();
        assertThat(fixture.call(token, "PUT", path,
                IdentityFixture.grant(role(ENCRYPTION_USER), grantee.objectId())).status()).isEqualTo(201);
        assertThat(fixture.call(token, "DELETE", path).status()).isEqualTo(200);

        for (RoleDefinition role : new RoleDefinition[]{BuiltInRoles.OWNER, BuiltInRoles.READER,
                BuiltInRoles.DATA_ACCESS_ADMINISTRATOR, BuiltInRoles.HOLDFAST_OPERATOR}) {
            Answer answer = fixture.call(token, "PUT", path(),
                    IdentityFixture.grant(role, grantee.objectId()));
            assertThat(answer.status()).as(role.name()).isEqualTo(403);
        }
        String owners = fixture.assign(fixture.subscription(), BuiltInRoles.OWNER, grantee);
        assertThat(fixture.call(token, "DELETE", owners).status()).isEqualTo(403);
    }

    /// A secret of an application with more rights would be those rights.
    @Test
    void theDataAccessAdministratorMakesNoSecrets() {
        String graph = fixture.token(administrator.principal().appId(), administrator.clientSecret(),
                "https://graph.microsoft.com/.default");
        String owner = fixture.identity.principals().findByAppId(fixture.owner().clientId()).orElseThrow()
                .objectId();

        assertThat(fixture.call(graph, "POST", "/v1.0/applications/" + owner + "/addPassword", "{}").status())
                .isEqualTo(403);
        assertThat(fixture.call(graph, "POST", "/v1.0/applications", "{\"displayName\":\"x\"}").status())
                .isEqualTo(403);
    }

    @Test
    void theDataAccessAdministratorIsNotTheLastWhoGrantsAccess() {
        String owner = fixture.identity.principals().findByAppId(fixture.owner().clientId()).orElseThrow()
                .objectId();
        RoleAssignment held = fixture.identity.roles().list().stream()
                .filter(assignment -> assignment.principalId().equals(owner)
                        && assignment.roleId().equals(BuiltInRoles.OWNER.id()))
                .findFirst().orElseThrow();

        assertThat(fixture.call(fixture.ownerToken(), "DELETE", held.id() + IdentityFixture.VERSION).code())
                .isEqualTo("LastRbacAdminAssignmentCannotBeDeleted");
    }

    @Test
    void assignmentsGoWithTheirResource() {
        ResourceId vault = ResourceId.group(fixture.identity.tenant().subscriptionId(), "g")
                .resource("Microsoft.KeyVault", "vaults", "v1");
        ResourceId other = ResourceId.group(fixture.identity.tenant().subscriptionId(), "g")
                .resource("Microsoft.KeyVault", "vaults", "v10");
        String action = "Microsoft.KeyVault/vaults/keys/wrap/action";
        for (String scope : new String[]{vault.toString(), vault + "/keys/k", other.toString()}) {
            fixture.identity.roles().assign(new RoleAssignment(UUID.randomUUID().toString(),
                    ResourceId.parse(scope), ENCRYPTION_USER, grantee.objectId(), grantee.objectId(),
                    fixture.now));
        }

        fixture.space().transact(transaction -> fixture.identity.roles().revokeWithin(transaction, vault))
                .run();

        assertThat(fixture.identity.roles().permitsOnData(grantee.objectId(), action, vault.toString()))
                .isFalse();
        assertThat(fixture.identity.roles().permitsOnData(grantee.objectId(), action, vault + "/keys/k"))
                .isFalse();
        assertThat(fixture.identity.roles().permitsOnData(grantee.objectId(), action, other.toString()))
                .isTrue();
        fixture.restart();
        assertThat(fixture.identity.roles().permitsOnData(grantee.objectId(), action, vault.toString()))
                .isFalse();
    }
}
