package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.BuiltInRoles;
import io.holdfast.identity.RoleDefinition;
import io.holdfast.rest.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every management path of this module, called by a principal of each built-in role.
class RoleTest {

    private static final Map<Character, String> ROLES = roles();

    /// Who may do what: a letter for each role of [#ROLES].
    private static final String TABLE = """
            Microsoft.Insights/dataCollectionEndpoints/delete M
            Microsoft.Insights/dataCollectionEndpoints/read CRMN
            Microsoft.Insights/dataCollectionEndpoints/write M
            Microsoft.Insights/dataCollectionRules/delete M
            Microsoft.Insights/dataCollectionRules/read CRMN
            Microsoft.Insights/dataCollectionRules/write M
            Microsoft.Insights/diagnosticSettings/delete CM
            Microsoft.Insights/diagnosticSettings/read CRMN
            Microsoft.Insights/diagnosticSettings/write CM
            Microsoft.ManagedIdentity/userAssignedIdentities/delete -
            Microsoft.ManagedIdentity/userAssignedIdentities/read CRMN
            Microsoft.ManagedIdentity/userAssignedIdentities/write -
            Microsoft.OperationalInsights/clusters/delete C
            Microsoft.OperationalInsights/clusters/read CRMN
            Microsoft.OperationalInsights/clusters/write C
            Microsoft.OperationalInsights/workspaces/delete C
            Microsoft.OperationalInsights/workspaces/linkedServices/delete C
            Microsoft.OperationalInsights/workspaces/linkedServices/read CRSPTMN
            Microsoft.OperationalInsights/workspaces/linkedServices/write C
            Microsoft.OperationalInsights/workspaces/linkedStorageAccounts/delete C
            Microsoft.OperationalInsights/workspaces/linkedStorageAccounts/read CRSPTMN
            Microsoft.OperationalInsights/workspaces/linkedStorageAccounts/write C
            Microsoft.OperationalInsights/workspaces/read CRMN
            Microsoft.OperationalInsights/workspaces/regenerateSharedKey/action C
            Microsoft.OperationalInsights/workspaces/savedSearches/delete CSM
            Microsoft.OperationalInsights/workspaces/savedSearches/read CRSPTMN
            Microsoft.OperationalInsights/workspaces/savedSearches/write CSM
            Microsoft.OperationalInsights/workspaces/sharedKeys/action CM
            Microsoft.OperationalInsights/workspaces/tables/delete C
            Microsoft.OperationalInsights/workspaces/tables/read CRSPTMN
            Microsoft.OperationalInsights/workspaces/tables/write C
            Microsoft.OperationalInsights/workspaces/write CM
            """;

    @TempDir
    Path folder;

    @Test
    void eachRoleMayDoWhatTheTableSaysAndNothingElse() {
        try (Fixture fixture = new Fixture(folder)) {
            Map<Character, String> principals = new TreeMap<>();
            ROLES.forEach((letter, name) -> principals.put(letter, principal(fixture, name)));
            String stranger = fixture.identity.principals().createApplication("stranger").principal()
                    .objectId();
            Map<String, Set<Character>> allowed = new TreeMap<>();
            for (Route route : routes(fixture)) {
                String permission = route.access().permission();
                assertThat(refused(fixture, stranger, route)).as("a stranger: " + permission).isTrue();
                Set<Character> who = allowed.computeIfAbsent(permission, key -> new TreeSet<>());
                principals.forEach((letter, principal) -> {
                    if (!refused(fixture, principal, route)) {
                        who.add(letter);
                    }
                });
            }
            assertThat(shown(allowed)).isEqualTo(shown(table()));
        }
    }

    private static Map<Character, String> roles() {
        Map<Character, String> roles = new LinkedHashMap<>();
        roles.put('C', "Log Analytics Contributor");
        roles.put('R', "Log Analytics Reader");
        roles.put('S', "Microsoft Sentinel Contributor");
        roles.put('P', "Microsoft Sentinel Responder");
        roles.put('T', "Microsoft Sentinel Reader");
        roles.put('M', "Monitoring Contributor");
        roles.put('N', "Monitoring Reader");
        roles.put('B', "Monitoring Metrics Publisher");
        return roles;
    }

    private static String principal(Fixture fixture, String roleName) {
        String objectId = fixture.identity.principals().createApplication(roleName).principal().objectId();
        RoleDefinition role = BuiltInRoles.all().stream().filter(one -> one.name().equals(roleName))
                .findFirst().orElseThrow();
        fixture.assign(role, objectId);
        return objectId;
    }

    /// Of the scopes that a role on the group covers.
    private static List<Route> routes(Fixture fixture) {
        List<Route> routes = new ArrayList<>();
        fixture.module.providers().forEach(provider -> provider.routes().stream()
                .filter(route -> route.path().toString().contains("/resourceGroups/"))
                .forEach(routes::add));
        return routes;
    }

    private static boolean refused(Fixture fixture, String principal, Route route) {
        String subscription = fixture.group().split("/", -1)[2];
        String path = route.path().toString().replaceFirst("\\{\\w+\\}", subscription)
                .replaceFirst("\\{\\w+\\}", "rg1").replaceAll("\\{\\w+\\??\\}", "absent");
        String version = path.contains("diagnosticSettings") ? "?api-version=2021-05-01-preview" : "";
        Answer answer = fixture.callAs(principal, route.method(), path + version, "{}");
        return answer.status() == 403 && answer.code().equals("AuthorizationFailed");
    }

    private static Map<String, Set<Character>> table() {
        Map<String, Set<Character>> table = new TreeMap<>();
        TABLE.lines().map(line -> line.split(" ", 2)).forEach(row -> {
            Set<Character> letters = new TreeSet<>();
            row[1].chars().filter(letter -> letter != '-').forEach(letter -> letters.add((char) letter));
            table.put(row[0], letters);
        });
        return table;
    }

    private static String shown(Map<String, Set<Character>> table) {
        StringBuilder text = new StringBuilder();
        table.forEach((action, letters) -> text.append(action).append(' ').append(letters).append('\n'));
        return text.toString();
    }
}
