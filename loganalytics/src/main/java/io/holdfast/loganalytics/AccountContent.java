package io.holdfast.loganalytics;

import io.holdfast.records.RecordTransaction;

/// What is sealed under the account key of a cluster beside the rows, workspace by workspace. Thread-safe.
final class AccountContent {

    private final SavedSearches searches;
    private final Transformations transformations;

    AccountContent(LogAnalyticsParts parts) {
        this.searches = new SavedSearches(parts);
        this.transformations = new Transformations(parts);
    }

    /// Whether a workspace has any; works dark or not.
    boolean any(String customerId) {
        return searches.any(customerId) || transformations.any(customerId);
    }

    /// Deletes all of a workspace; works dark or not.
    static void deleteAll(RecordTransaction transaction, String customerId) {
        SavedSearches.deleteAll(transaction, customerId);
        Transformations.deleteAll(transaction, customerId);
    }
}
