package io.holdfast.sentinel;

import io.holdfast.documents.DocumentReader;
import io.holdfast.documents.DocumentTransaction;
import io.holdfast.documents.StoredDocument;
import io.holdfast.loganalytics.WorkspaceView;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Caller;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// One kind of resource that is kept as documents: where it stands, what its bodies must be, and what is
/// shown of it beyond what is kept. Its routes are a [ResourceCollection]'s.
///
/// A document is `{"name": as first written, "kind": where the type has kinds, "properties": {...}}`; in
/// its transaction a kind may read and write others.
abstract class ResourceKind {

    private final ResourcePath path;
    private final int max;
    private final ConfigurationAudit.Extent audited;

    /// @param path where it stands
    /// @param max the most resources of one list
    /// @param audited what is told in the audit of who writes and deletes it
    ResourceKind(ResourcePath path, int max, ConfigurationAudit.Extent audited) {
        this.path = path;
        this.max = max;
        this.audited = audited;
    }

    /// Where it stands.
    final ResourcePath path() {
        return path;
    }

    /// What is kept of a body: `{"properties": {...}}`, with `kind` where the type has kinds.
    ///
    /// @throws ApiException 400 for the first member that is wrong
    abstract ObjectNode document(ResourceWrite write);

    /// Does what else is to be done once it is written, within the transaction.
    void written(ResourceWrite write, StoredDocument stored) {}

    /// Does what else is to be done when it is deleted, within the transaction.
    ///
    /// @param former what stood there
    void deleted(DocumentTransaction documents, StoredDocument former, Instant now) {}

    /// Checks what takes longer than a transaction may, before it.
    ///
    /// @throws ApiException 400
    void check(Caller caller, WorkspaceView workspace, ObjectNode request) {}

    /// Whether what stands there is overwritten with its etag only.
    boolean needsEtag() {
        return false;
    }

    /// The most resources of one list.
    final int max() {
        return max;
    }

    /// What of it a list can be filtered and ordered by.
    List<ListMember> members() {
        return List.of();
    }

    /// In which order a list stands unless asked otherwise, as `$orderby` has it; by name if empty.
    String order() {
        return "";
    }

    /// How many are on a page unless asked otherwise.
    int pageSize() {
        return ListQuery.MAX_TOP;
    }

    /// Types of resources below it, which are deleted with it.
    List<ResourcePath> children() {
        return List.of();
    }

    /// Completes a resource that is about to be shown.
    ///
    /// @param documents of its workspace
    void complete(ObjectNode resource, Shown shown, DocumentReader documents) {}

    /// What is told in the audit of who writes and deletes it.
    final ConfigurationAudit.Extent audited() {
        return audited;
    }

    /// Whether PATCH is offered: members of `properties` are written over those that stand there.
    boolean isPatchable() {
        return false;
    }

    /// The status of a PUT that makes a resource.
    int createdStatus() {
        return 201;
    }

    /// What is shown.
    ///
    /// @param id of the document
    /// @param origin scheme, host and port that the client used
    record Shown(String id, String origin) {}
}
