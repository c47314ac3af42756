package io.holdfast.arm;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/// The resources of the providers, as sealed records.
///
/// A record's body is `{"v":1,"id":...,"incarnation":...,"body":{...}}`, in the collection
/// `arm/resource/{type}` of the subscription; the incarnation tells a resource from one of the same id that
/// was deleted. Thread-safe.
public final class ArmResources {

    private static final int FORMAT = 1;

    private final RecordSpace space;
    private final RandomGenerator random;

    public ArmResources(RecordSpace space, RandomGenerator random) {
        this.space = space;
        this.random = random;
    }

    /// The resource, if there is one.
    public Optional<ArmResource> find(ResourceId id) {
        return space.find(ref(id)).map(ArmResources::opened);
    }

    /// The resource as the transaction sees it.
    public Optional<ArmResource> find(RecordTransaction transaction, ResourceId id) {
        return transaction.find(ref(id)).map(ArmResources::opened);
    }

    /// The resource.
    ///
    /// @throws ApiException 404 `ResourceNotFound` if there is none
    public ArmResource require(ResourceId id) {
        return find(id).orElseThrow(() -> ArmErrors.notFound(id));
    }

    /// Writes a resource, new or over what was; `body` is without `id`, `name` and `type`, which are left
    /// out.
    public ArmResource put(RecordTransaction transaction, ResourceId id, ObjectNode body) {
        Optional<SealedRecord> former = transaction.find(ref(id));
        ObjectNode envelope = former.map(record -> Json.parseObject(record.body()))
                .orElseGet(() -> Json.object().put("v", FORMAT).put("id", id.toString()).put("incarnation",
                        HexFormat.of().toHexDigits(random.nextInt())));
        ObjectNode kept = body.deepCopy();
        kept.remove(List.of("id", "name", "type"));
        envelope.set("body", kept);
        long version = transaction.put(ref(id), Json.bytes(envelope));
        return opened(envelope, version);
    }

    /// Writes a resource in a transaction of its own.
    public ArmResource put(ResourceId id, ObjectNode body) {
        return transact(transaction -> put(transaction, id, body));
    }

    /// Deletes a resource; answers whether there was one. What lies within it stays.
    public boolean delete(RecordTransaction transaction, ResourceId id) {
        return transaction.delete(ref(id));
    }

    /// Deletes a resource in a transaction of its own.
    public boolean delete(ResourceId id) {
        return transact(transaction -> delete(transaction, id));
    }

    /// The resources of a type (`Microsoft.X/type[/type]`) within a scope, ordered by id.
    ///
    /// @param scope a subscription, a group, or a resource
    public List<ArmResource> list(ResourceId scope, String resourceType) {
        return space.list(collection(resourceType), partition(scope)).stream().map(ArmResources::opened)
                .filter(resource -> resource.id().isWithin(scope)).toList();
    }

    /// The same as a transaction sees them.
    public List<ArmResource> list(RecordTransaction transaction, ResourceId scope, String resourceType) {
        return transaction.list(collection(resourceType), partition(scope)).stream()
                .map(ArmResources::opened).filter(resource -> resource.id().isWithin(scope)).toList();
    }

    /// What [ArmProvider#resources] answers for a type whose resources are kept here.
    public List<ObjectNode> summaries(ResourceId scope, String resourceType) {
        return list(scope, resourceType).stream().map(ArmResources::summary).toList();
    }

    private static ObjectNode summary(ArmResource resource) {
        ObjectNode json = resource.json();
        json.retain("id", "name", "type", "location", "tags", "sku", "identity", "kind");
        return json;
    }

    /// Runs `work` in a transaction over all records of the platform.
    public <T> T transact(Function<RecordTransaction, T> work) {
        return space.transact(work);
    }

    private static ArmResource opened(SealedRecord record) {
        return opened(Json.parseObject(record.body()), record.version());
    }

    private static ArmResource opened(ObjectNode envelope, long version) {
        if (envelope.path("v").asInt() != FORMAT) {
            throw new IllegalStateException("A resource's record is of an unknown version");
        }
        return new ArmResource(ResourceId.parse(envelope.path("id").asString()),
                envelope.path("incarnation").asString() + "-" + version, Json.child(envelope, "body"));
    }

    private static RecordRef ref(ResourceId id) {
        return new RecordRef(collection(id.resourceType()), partition(id), id.key());
    }

    private static String collection(String resourceType) {
        return "arm/resource/" + resourceType.toLowerCase(Locale.ROOT);
    }

    private static String partition(ResourceId id) {
        return id.isInSubscription() ? id.subscriptionId().toLowerCase(Locale.ROOT) : "";
    }
}
