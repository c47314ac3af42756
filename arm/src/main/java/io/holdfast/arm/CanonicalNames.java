package io.holdfast.arm;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The casing in which static segments of resource ids are printed. Names that are not known keep theirs.
final class CanonicalNames {

    static final String RESOURCES = "Microsoft.Resources";

    private static final Map<String, String> BY_LOWER_CASE = Stream.of("subscriptions", "resourceGroups",
            "providers", "locations", "operationStatuses", "operationResults", "deployments", RESOURCES,
            "Microsoft.Authorization", "roleAssignments", "roleDefinitions", "permissions",
            "Microsoft.DocumentDB", "databaseAccounts", "Microsoft.Insights", "dataCollectionEndpoints",
            "dataCollectionRules", "dataCollectionRuleAssociations", "diagnosticSettings",
            "Microsoft.KeyVault", "vaults", "accessPolicies", "deletedVaults", "keys", "secrets", "versions",
            "Microsoft.ManagedIdentity", "userAssignedIdentities", "Microsoft.OperationsManagement",
            "solutions", "Microsoft.OperationalInsights", "clusters", "workspaces", "deletedWorkspaces",
            "linkedServices", "linkedStorageAccounts", "tables", "savedSearches", "dataExports",
            "dataSources", "queryPacks", "queries", "summaryLogs", "Microsoft.SecurityInsights",
            "onboardingStates", "alertRules", "alertRuleTemplates", "actions", "automationRules",
            "bookmarks", "comments", "contentPackages", "contentTemplates", "dataConnectors", "entities",
            "fileImports", "entityQueries", "entityQueryTemplates", "previewFeatures", "sourcecontrols",
            "eventtypes", "incidents", "metadata", "relations", "settings", "threatIntelligence",
            "watchlists", "watchlistItems")
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT),
                    Function.identity()));

    private CanonicalNames() {}

    static String of(String name) {
        return BY_LOWER_CASE.getOrDefault(name.toLowerCase(Locale.ROOT), name);
    }
}
