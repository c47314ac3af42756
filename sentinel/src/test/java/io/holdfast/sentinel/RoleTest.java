package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.BuiltInRoles;
import io.holdfast.identity.RoleDefinition;
import io.holdfast.rest.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The actions of Sentinel's paths and the roles that allow them.
class RoleTest {

    private static final List<String> READERS = List.of("Log Analytics Contributor", "Log Analytics Reader",
            "Microsoft Sentinel Contributor", "Microsoft Sentinel Reader", "Microsoft Sentinel Responder",
            "Monitoring Contributor", "Monitoring Reader");

    @TempDir
    Path folder;

    @Test
    void readersReadRespondersWorkOnIncidentsAndContributorsDoAllButConfirm() {
        try (SentinelFixture fixture = new SentinelFixture(folder)) {
            Set<String> actions = fixture.routes().stream().map(Route::access)
                    .map(access -> access.permission()).collect(Collectors.toCollection(TreeSet::new));

            assertThat(actions).contains("Microsoft.SecurityInsights/incidents/write",
                    "Microsoft.SecurityInsights/onboardingStates/write", BuiltInRoles.CONFIRM_ONBOARDING);
            for (String action : actions) {
                assertThat(roles(action)).as(action).containsExactlyInAnyOrderElementsOf(expected(action));
            }
        }
    }

    private static List<String> expected(String action) {
        if (action.equals(BuiltInRoles.CONFIRM_ONBOARDING)) {
            return List.of();
        }
        if (action.endsWith("/read")) {
            return READERS;
        }
        return action.contains("/incidents/")
                ? List.of("Microsoft Sentinel Contributor", "Microsoft Sentinel Responder")
                : List.of("Microsoft Sentinel Contributor");
    }

    private static List<String> roles(String action) {
        Map<String, RoleDefinition> byName = BuiltInRoles.all().stream()
                .collect(Collectors.toMap(RoleDefinition::name, role -> role));
        return byName.values().stream()
                .filter(role -> role.name().matches("(Log Analytics|Microsoft Sentinel|Monitoring) .*"))
                .filter(role -> role.allows(action)).map(RoleDefinition::name).toList();
    }
}
