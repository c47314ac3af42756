package io.holdfast.cli;

/// The APIs, by what a token for them is issued for.
public enum Audience {
    /// Azure Resource Manager.
    MANAGEMENT("https://management.azure.com"),
    /// The data plane of Key Vault.
    VAULT("https://vault.azure.net"),
    /// The query API of Log Analytics.
    QUERY("https://api.loganalytics.io"),
    /// The Logs Ingestion API.
    INGESTION("https://monitor.azure.com"),
    /// Microsoft Graph.
    GRAPH("https://graph.microsoft.com");

    private final String uri;

    Audience(String uri) {
        this.uri = uri;
    }

    /// The resource; a scope is this and `/.default`.
    public String uri() {
        return uri;
    }
}
