package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.Guids;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleDefinitionTest {

    @ParameterizedTest
    @CsvSource({"*,Microsoft.X/t/write,true", "*/read,Microsoft.X/t/read,true",
            "*/read,Microsoft.X/t/write,false",
            "*/read,read,false", "Microsoft.X/*,microsoft.x/T/write,true",
            "Microsoft.X/*,Microsoft.XY/t/write,false",
            "Microsoft.X/*/read,Microsoft.X/a/b/read,true", "Microsoft.X/*/read,Microsoft.X/read,false",
            "Microsoft.X/t/write,Microsoft.X/t/write,true",
            "Microsoft.X/t/write,Microsoft.X/t/write/more,false",
            "a*b*c,aXbYc,true", "a*b*c,abc,true", "a*b*c,acb,false", "ab*ba,aba,false"})
    void starsStandForAnyText(String pattern, String action, boolean allowed) {
        RoleDefinition role = new RoleDefinition("id", "name", "", List.of(pattern), List.of(),
                List.of(pattern));

        assertThat(role.allows(action)).isEqualTo(allowed);
        assertThat(role.allowsOnData(action)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"Owner,Microsoft.Authorization/roleAssignments/write,true",
            "Owner,Microsoft.OperationalInsights/clusters/delete,true",
            "Owner,Holdfast.Operator/onboardingConfirmations/write,false",
            "Contributor,Microsoft.OperationalInsights/clusters/write,true",
            "Contributor,Microsoft.Authorization/roleAssignments/write,false",
            "Contributor,Microsoft.Authorization/roleAssignments/delete,false",
            "Contributor,Microsoft.Authorization/roleAssignments/read,true",
            "Contributor,Holdfast.Operator/onboardingConfirmations/write,false",
            "Reader,Microsoft.OperationalInsights/workspaces/query/read,true",
            "Reader,Microsoft.OperationalInsights/workspaces/write,false",
            "User Access Administrator,Microsoft.Authorization/roleAssignments/write,true",
            "User Access Administrator,Microsoft.KeyVault/vaults/write,false",
            "Holdfast Operator,Holdfast.Operator/onboardingConfirmations/write,true",
            "Holdfast Operator,Microsoft.SecurityInsights/onboardingStates/write,false",
            "Log Analytics Contributor,Microsoft.OperationalInsights/clusters/write,true",
            "Log Analytics Contributor,Microsoft.SecurityInsights/incidents/write,false",
            "Log Analytics Reader,Microsoft.OperationalInsights/workspaces/query/SigninLogs/read,true",
            "Log Analytics Reader,Microsoft.OperationalInsights/workspaces/sharedKeys/read,false",
            "Microsoft Sentinel Contributor,Microsoft.SecurityInsights/alertRules/write,true",
            "Microsoft Sentinel Responder,Microsoft.SecurityInsights/incidents/write,true",
            "Microsoft Sentinel Responder,Microsoft.SecurityInsights/alertRules/write,false",
            "Microsoft Sentinel Reader,Microsoft.SecurityInsights/incidents/read,true",
            "Microsoft Sentinel Reader,Microsoft.OperationalInsights/workspaces/read,true",
            "Key Vault Reader,Microsoft.KeyVault/vaults/read,true",
            "Key Vault Reader,Microsoft.KeyVault/read,false",
            "Key Vault Reader,Microsoft.KeyVault/vaults/write,false",
            "Microsoft Sentinel Reader,Microsoft.SecurityInsights/incidents/write,false",
            "Monitoring Contributor,Microsoft.Insights/dataCollectionRules/write,true",
            "Key Vault Contributor,Microsoft.KeyVault/vaults/write,true"})
    void builtInRolesAllowWhatTheirNamesSay(String name, String action, boolean allowed) {
        assertThat(role(name).allows(action)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"Owner,Microsoft.KeyVault/vaults/keys/wrap/action,false",
            "Owner,Microsoft.Insights/Telemetry/Write,false",
            "Monitoring Metrics Publisher,Microsoft.Insights/Telemetry/Write,true",
            "Key Vault Crypto Service Encryption User,Microsoft.KeyVault/vaults/keys/unwrap/action,true",
            "Key Vault Crypto Service Encryption User,Microsoft.KeyVault/vaults/keys/decrypt/action,false",
            "Key Vault Crypto Officer,Microsoft.KeyVault/vaults/keys/delete,true",
            "Key Vault Reader,Microsoft.KeyVault/vaults/keys/read,true"})
    void rightsOnDataAreApart(String name, String action, boolean allowed) {
        assertThat(role(name).allowsOnData(action)).isEqualTo(allowed);
    }

    @Test
    void rolesHaveDistinctIdsAndNames() {
        assertThat(BuiltInRoles.all()).extracting(RoleDefinition::id).doesNotHaveDuplicates()
                .allMatch(Guids::isGuid);
        assertThat(BuiltInRoles.all()).extracting(RoleDefinition::name).doesNotHaveDuplicates();
    }

    private static RoleDefinition role(String name) {
        return BuiltInRoles.all().stream().filter(role -> role.name().equals(name)).findFirst().orElseThrow();
    }
}
