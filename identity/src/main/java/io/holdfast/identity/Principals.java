package io.holdfast.identity;

import io.holdfast.arm.Guids;
import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.records.SealedRecord;
import io.holdfast.rest.Json;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import tools.jackson.databind.node.ObjectNode;

/// The principals of the tenant, as sealed records.
///
/// `identity/principal` holds
/// `{"v":1,"objectId","appId","displayName","type","secrets":[{"id","salt","hash"}],"certificates","onImds"}` by object
/// id,
/// `identity/app` the object id by application id. Secrets are kept as salted hashes only. Thread-safe.
public final class Principals {

    /// The application id of the Azure Cosmos DB principal, the same in every tenant of the public cloud.
    public static final String COSMOS_DB_APP_ID = "a232010e-820c-4083-83bb-3ace5fc29d0b";

    /// The most secrets that an application may have, so that they can be changed without a gap but not pile
    /// up.
    public static final int MAX_SECRETS = 10;

    /// The most characters of a display name.
    public static final int MAX_NAME_LENGTH = 120;

    private static final String PRINCIPALS = "identity/principal";
    private static final String APPLICATIONS = "identity/app";

    private final RecordSpace space;
    private final SecureRandom random;

    public Principals(RecordSpace space, SecureRandom random) {
        this.space = space;
        this.random = random;
    }

    /// Makes an application with one secret. It may do nothing until roles are assigned to it.
    public NewApplication createApplication(String displayName) {
        return space.transact(transaction -> createApplication(transaction, displayName));
    }

    /// The same within a transaction.
    ///
    /// @throws IllegalArgumentException if the name is blank or longer than [#MAX_NAME_LENGTH]
    public NewApplication createApplication(RecordTransaction transaction, String displayName) {
        Principal principal = registerApplication(transaction, displayName);
        return new NewApplication(principal, addSecret(transaction, principal.objectId()).value());
    }

    /// Makes an application without a secret.
    ///
    /// @throws IllegalArgumentException if the name is blank or longer than [#MAX_NAME_LENGTH]
    public Principal registerApplication(RecordTransaction transaction, String displayName) {
        return put(transaction, record(new Principal(freshId(), freshId(),
                checkedName(displayName), PrincipalType.APPLICATION)));
    }

    private static String checkedName(String displayName) {
        if (displayName.isBlank() || displayName.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "Invalid display name: it must have 1 to " + MAX_NAME_LENGTH + " characters");
        }
        return displayName;
    }

    /// Adds a secret to an application and answers its only readable copy. The others stay valid.
    ///
    /// @throws IllegalArgumentException if there is no such application, or it has [#MAX_SECRETS] already
    public NewSecret addSecret(RecordTransaction transaction, String objectId) {
        return change(transaction, objectId, record -> {
            if (record.path("secrets").size() >= MAX_SECRETS) {
                throw new IllegalArgumentException("The application " + objectId + " has " + MAX_SECRETS
                        + " secrets; remove one before another is added");
            }
            String value = ClientSecret.generate(random);
            ObjectNode hash = ClientSecret.hash(value, random);
            record.withArray("secrets").add(hash);
            return new NewSecret(hash.path("id").asString(), value);
        });
    }

    /// Gives an application one new secret in the place of all secrets and certificates that it had; tokens that were
    /// issued stay valid until they expire.
    ///
    /// @throws IllegalArgumentException if there is no such application
    NewApplication replaceSecrets(RecordTransaction transaction, String objectId) {
        Principal principal = change(transaction, objectId, record -> {
            record.putArray("secrets");
            record.remove("certificates");
            return principal(record);
        });
        return new NewApplication(principal, addSecret(transaction, objectId).value());
    }

    /// Removes a secret; tokens that were issued for it stay valid until they expire. Answers whether there
    /// was one.
    ///
    /// @throws IllegalArgumentException if there is no such application
    public boolean removeSecret(RecordTransaction transaction, String objectId, String secretId) {
        return change(transaction, objectId, record -> {
            int before = record.path("secrets").size();
            return record.withArray("secrets")
                    .removeIf(hash -> hash.path("id").asString().equalsIgnoreCase(secretId)).size() < before;
        });
    }

    /// The ids of a principal's secrets.
    List<String> secretIds(Principal principal) {
        return stored(principal).stream()
                .flatMap(record -> StreamSupport.stream(record.path("secrets").spliterator(), false))
                .map(hash -> hash.path("id").asString()).toList();
    }

    /// Changes the record of an application or of a workload's identity.
    ///
    /// @throws IllegalArgumentException if there is no such principal
    <T> T change(RecordTransaction transaction, String objectId, Function<ObjectNode, T> work) {
        ObjectNode record = transaction.find(ref(objectId)).map(found -> Json.parseObject(found.body()))
                .filter(found -> principal(found).type().holdsTokens())
                .orElseThrow(() -> new IllegalArgumentException("No such application: " + objectId));
        T result = work.apply(record);
        put(transaction, record);
        return result;
    }

    /// What is stored of a principal.
    Optional<ObjectNode> stored(Principal principal) {
        return space.find(ref(principal.objectId())).map(found -> Json.parseObject(found.body()));
    }

    /// Makes the identity of a workload beside the product, with the secret of its endpoint. It may do nothing until
    /// roles are assigned to it.
    ///
    /// @param onImds whether whoever reaches the IMDS endpoint, where it is switched on, gets its tokens
    /// @throws IllegalArgumentException if the name is blank or longer than [#MAX_NAME_LENGTH]
    public NewApplication createWorkloadIdentity(RecordTransaction transaction, String displayName,
            boolean onImds) {
        Principal principal = put(transaction, record(new Principal(freshId(), freshId(),
                checkedName(displayName), PrincipalType.WORKLOAD_IDENTITY)).put("onImds", onImds));
        return new NewApplication(principal, addSecret(transaction, principal.objectId()).value());
    }

    /// The identities of workloads that the IMDS endpoint serves.
    List<Principal> onImds() {
        return space.list(PRINCIPALS, "").stream().map(record -> Json.parseObject(record.body()))
                .filter(record -> record.path("onImds").asBoolean(false)).map(Principals::principal)
                .filter(principal -> principal.type() == PrincipalType.WORKLOAD_IDENTITY).toList();
    }

    /// Makes the identity of a resource. It never gets a token: what it may do is done in this process.
    public Principal createManagedIdentity(RecordTransaction transaction, ResourceId resource) {
        ObjectNode record = record(new Principal(freshId(), freshId(), resource.name(),
                PrincipalType.MANAGED_IDENTITY));
        return put(transaction, record.put("resourceId", resource.toString()));
    }

    /// The same in a transaction of its own.
    public Principal createManagedIdentity(ResourceId resource) {
        return space.transact(transaction -> createManagedIdentity(transaction, resource));
    }

    /// The principal of a service of the mirrored cloud, made if it is not there yet. It never gets a token.
    public Principal ensureFirstParty(RecordTransaction transaction, String appId, String displayName) {
        return transaction.find(appRef(appId)).flatMap(index -> transaction.find(ref(objectId(index))))
                .map(Principals::principal).orElseGet(() -> put(transaction, record(
                        new Principal(Guids.random(random), appId, displayName, PrincipalType.FIRST_PARTY))));
    }

    /// The principal of an object id.
    public Optional<Principal> find(String objectId) {
        return space.find(ref(objectId)).map(Principals::principal);
    }

    /// The principal of an application id.
    public Optional<Principal> findByAppId(String appId) {
        return space.find(appRef(appId)).flatMap(index -> find(objectId(index)));
    }

    /// All principals, ordered by object id.
    public List<Principal> list() {
        return space.list(PRINCIPALS, "").stream().map(Principals::principal).toList();
    }

    /// Deletes a principal: its tokens are refused from then on. Answers whether there was one.
    public boolean delete(RecordTransaction transaction, String objectId) {
        Optional<Principal> found = transaction.find(ref(objectId)).map(Principals::principal);
        found.ifPresent(principal -> {
            transaction.delete(ref(objectId));
            transaction.delete(appRef(principal.appId()));
        });
        return found.isPresent();
    }

    /// The same in a transaction of its own.
    public boolean delete(String objectId) {
        return space.transact(transaction -> delete(transaction, objectId));
    }

    /// A random GUID.
    String freshId() {
        return Guids.random(random);
    }

    <T> T transact(Function<RecordTransaction, T> work) {
        return space.transact(work);
    }

    /// Whether the secret is one of the principal's; always false for what never gets a token.
    boolean hasSecret(Principal principal, String secret) {
        return principal.type().holdsTokens() && stored(principal).map(record -> record.path("secrets"))
                .filter(secrets -> StreamSupport.stream(secrets.spliterator(), false)
                        .filter(hash -> ClientSecret.matches(hash, secret)).count() > 0)
                .isPresent();
    }

    private static ObjectNode record(Principal principal) {
        return Json.object().put("v", 1).put("objectId", principal.objectId()).put("appId", principal.appId())
                .put("displayName", principal.displayName()).put("type", principal.type().name());
    }

    private static Principal put(RecordTransaction transaction, ObjectNode record) {
        Principal principal = principal(record);
        transaction.put(ref(principal.objectId()), Json.bytes(record));
        transaction.put(appRef(principal.appId()),
                Json.bytes(Json.object().put("v", 1).put("objectId", principal.objectId())));
        return principal;
    }

    private static Principal principal(SealedRecord record) {
        return principal(Json.parseObject(record.body()));
    }

    private static Principal principal(ObjectNode record) {
        return new Principal(record.path("objectId").asString(), record.path("appId").asString(),
                record.path("displayName").asString(), PrincipalType.valueOf(record.path("type").asString()));
    }

    private static String objectId(SealedRecord index) {
        return Json.parseObject(index.body()).path("objectId").asString();
    }

    static RecordRef ref(String objectId) {
        return RecordRef.of(PRINCIPALS, objectId.toLowerCase(Locale.ROOT));
    }

    private static RecordRef appRef(String appId) {
        return RecordRef.of(APPLICATIONS, appId.toLowerCase(Locale.ROOT));
    }
}
