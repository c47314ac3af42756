package io.holdfast.cli.quickstart;

/// What the quickstart's resources are called, and their paths.
///
/// @param subscriptionId the subscription's GUID
record Names(String subscriptionId) {

    static final String LOCATION = "westeurope";
    static final String VAULT = "quickstart-kv";
    static final String KEY = "siem-cmk";

    String subscription() {
        return "/subscriptions/" + subscriptionId;
    }

    String group() {
        return subscription() + "/resourceGroups/quickstart";
    }

    String vault() {
        return group() + "/providers/Microsoft.KeyVault/vaults/" + VAULT;
    }

    String cluster() {
        return group() + "/providers/Microsoft.OperationalInsights/clusters/quickstart-cluster";
    }

    String workspace() {
        return group() + "/providers/Microsoft.OperationalInsights/workspaces/quickstart-siem";
    }

    String rule() {
        return group() + "/providers/Microsoft.Insights/dataCollectionRules/quickstart-rule";
    }

    String sentinel() {
        return workspace() + "/providers/Microsoft.SecurityInsights";
    }
}
