package io.holdfast.keyring;

/// What has an account key (AEK) of its own: one store of one dedicated cluster.
///
/// @param clusterId the cluster's GUID; a store that belongs to no cluster has a GUID of its own
/// @param kind which of the two stores
public record StorageResource(String clusterId, Kind kind) {

    /// The stores of a cluster.
    public enum Kind {
        /// Log rows; reaches the vault as the cluster's identity.
        LOG_STORE("log store"),
        /// Documents; reaches the vault as the Azure Cosmos DB principal.
        DOCUMENT_STORE("document store");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /// Checks the id.
    public StorageResource {
        if (clusterId.isBlank()) {
            throw new IllegalArgumentException("Invalid cluster id: it is blank (must be a GUID)");
        }
    }

    /// The log store of a cluster.
    public static StorageResource logStore(String clusterId) {
        return new StorageResource(clusterId, Kind.LOG_STORE);
    }

    /// The document store of a cluster.
    public static StorageResource documentStore(String clusterId) {
        return new StorageResource(clusterId, Kind.DOCUMENT_STORE);
    }

    @Override
    public String toString() {
        return "the " + kind.words + " of cluster " + clusterId;
    }
}
