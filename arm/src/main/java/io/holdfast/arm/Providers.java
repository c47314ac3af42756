package io.holdfast.arm;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.node.ObjectNode;

/// Which provider namespaces a subscription is registered for.
///
/// All start registered but `Microsoft.DocumentDB`: registering it is a step of the set-up that is rehearsed
/// here, and makes the Azure Cosmos DB principal. Thread-safe.
public final class Providers {

    /// The namespace whose registration makes the Azure Cosmos DB principal.
    public static final String DOCUMENT_DB = "Microsoft.DocumentDB";

    private static final String COLLECTION = "arm/registration";
    private static final List<String> ALWAYS = List.of(CanonicalNames.RESOURCES, "Microsoft.Authorization");
    private static final List<String> KNOWN = List.of("Microsoft.Authorization", DOCUMENT_DB,
            "Microsoft.Insights", "Microsoft.KeyVault", "Microsoft.ManagedIdentity",
            "Microsoft.OperationalInsights", "Microsoft.OperationsManagement", CanonicalNames.RESOURCES,
            "Microsoft.SecurityInsights");

    private final RecordSpace space;
    private final Map<String, List<RegistrationHook>> hooks = new ConcurrentHashMap<>();

    public Providers(RecordSpace space) {
        this.space = space;
    }

    /// All namespaces that can be registered, in canonical casing and alphabetical order.
    public List<String> known() {
        return KNOWN;
    }

    /// The namespace in canonical casing.
    ///
    /// @throws ApiException 404 `InvalidResourceNamespace` if it is none of [#known]
    public String require(String namespace) {
        return KNOWN.stream().filter(namespace::equalsIgnoreCase).findFirst()
                .orElseThrow(() -> new ApiException(404, "InvalidResourceNamespace",
                        "The resource namespace '" + namespace + "' is invalid."));
    }

    /// Whether the subscription is registered for the namespace; false for an unknown one.
    public boolean isRegistered(String subscriptionId, String namespace) {
        Optional<String> canonical = KNOWN.stream().filter(namespace::equalsIgnoreCase).findFirst();
        return canonical.isPresent() && space.find(ref(subscriptionId, canonical.get()))
                .map(record -> Json.parseObject(record.body()).path("registered").asBoolean())
                .orElseGet(() -> !canonical.get().equals(DOCUMENT_DB));
    }

    /// Checks that the subscription is registered for the namespace.
    ///
    /// @throws ApiException 409 `MissingSubscriptionRegistration` if it is not
    public void requireRegistered(String subscriptionId, String namespace) {
        if (!isRegistered(subscriptionId, namespace)) {
            throw ArmErrors.missingRegistration(subscriptionId, namespace);
        }
    }

    /// Adds what is to happen whenever the namespace becomes registered.
    public void onRegistered(String namespace, RegistrationHook hook) {
        hooks.computeIfAbsent(require(namespace), key -> new CopyOnWriteArrayList<>()).add(hook);
    }

    /// Registers the namespace; its hooks run even if it was registered.
    ///
    /// @throws ApiException 404 `InvalidResourceNamespace` if the namespace is unknown
    public void register(String subscriptionId, String namespace) {
        String canonical = require(namespace);
        space.transact(transaction -> {
            hooks.getOrDefault(canonical, List.of())
                    .forEach(hook -> hook.registered(subscriptionId, transaction));
            return transaction.put(ref(subscriptionId, canonical), body(true));
        });
    }

    /// Takes the registration back; resources that exist keep working.
    ///
    /// @throws ApiException 404 if the namespace is unknown, 400 if it cannot be without registration
    public void unregister(String subscriptionId, String namespace) {
        String canonical = require(namespace);
        if (ALWAYS.contains(canonical)) {
            throw new ApiException(400, "CannotUnregisterProvider",
                    "The namespace '" + canonical + "' is always registered.");
        }
        space.transact(transaction -> transaction.put(ref(subscriptionId, canonical), body(false)));
    }

    private static byte[] body(boolean registered) {
        ObjectNode body = Json.object().put("v", 1).put("registered", registered);
        return Json.bytes(body);
    }

    private static RecordRef ref(String subscriptionId, String namespace) {
        return new RecordRef(COLLECTION, subscriptionId.toLowerCase(Locale.ROOT), namespace);
    }
}
