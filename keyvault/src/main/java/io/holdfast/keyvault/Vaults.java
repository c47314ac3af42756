package io.holdfast.keyvault;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ArmResource;
import io.holdfast.arm.Locations;
import io.holdfast.arm.ResourceId;
import io.holdfast.arm.SystemData;
import io.holdfast.arm.Tags;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// The life of vaults: made, changed, deleted, recovered, purged. Access is decided before. Thread-safe.
///
/// @param store the records
/// @param tenantId the only tenant there is
/// @param freshId makes random GUIDs
record Vaults(VaultStore store, Clock clock, String tenantId, Supplier<String> freshId) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]");

    /// A PUT or PATCH of a vault.
    ///
    /// @param rbacByDefault whether a new vault is in RBAC mode unless it says otherwise
    record Request(ResourceId id, ObjectNode body, boolean rbacByDefault, Caller caller) {

        private VaultBody properties(String tenantId) {
            return new VaultBody(Json.child(body, "properties"), tenantId);
        }
    }

    /// What became of a PUT.
    record Written(Vault vault, boolean created) {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// Makes a vault, replaces what can be changed of one, or recovers a deleted one.
    ///
    /// @throws ApiException 400 for a bad name or body, 404 if there is nothing to recover, 409 if the name
    ///     is taken
    Written put(Request request) {
        if (!isName(request.id().name())) {
            throw new ApiException(400, "VaultNameNotValid", "The vault name '" + request.id().name()
                    + "' is invalid. A vault's name must be between 3-24 alphanumeric characters. The "
                    + "name must begin"
                    + " with a letter, end with a letter or digit, and not contain consecutive hyphens.");
        }
        String location = Locations.require(request.body(), VaultJson.TYPE);
        boolean recovers = request.properties(tenantId).recovers();
        return store.change(change -> {
            Optional<Vault> existing = change.rows().vault(request.id().name());
            checkTaken(request.id(), existing);
            existing.ifPresent(vault -> Locations.requireSame(request.id(), vault.location(), location));
            Written written = recovers
                    ? recovered(request, existing)
                    : existing.isEmpty()
                            ? new Written(made(request, location), true)
                            : new Written(replaced(request, existing.get()), false);
            change.put(written.vault());
            return written;
        });
    }

    private static void checkTaken(ResourceId id, Optional<Vault> existing) {
        boolean elsewhere = existing.isPresent()
                && !ResourceId.parse(existing.get().resourceId()).equals(id);
        if (elsewhere) {
            throw new ApiException(409, "VaultAlreadyExists", "The vault name '" + id.name()
                    + "' is already in use. Vault names are globally unique so it is possible that the "
                    + "name is already"
                    + " taken, also by a deleted vault that can be recovered.");
        }
    }

    private Vault made(Request request, String location) {
        Vault.Properties properties = request.properties(tenantId).created(request.rbacByDefault());
        return new Vault(request.id().name(), freshId.get(), request.id().toString(), location,
                VaultCodec.tags(Tags.of(request.body())), properties, stamp(request, Optional.empty()),
                clock.instant(), Optional.empty());
    }

    private Vault replaced(Request request, Vault existing) {
        if (existing.deletion().isPresent()) {
            throw new ApiException(409, "ConflictError",
                    "A vault with the same name already exists in deleted"
                            + " state. You need to either recover or purge existing key vault. Recover "
                            + "it with createMode"
                            + " 'recover' in the properties of a PUT.");
        }
        return existing.withProperties(VaultCodec.tags(Tags.of(request.body())),
                request.properties(tenantId).replacing(existing.properties()),
                stamp(request, Optional.of(existing)));
    }

    private Written recovered(Request request, Optional<Vault> existing) {
        Vault deleted = existing.filter(vault -> vault.deletion().isPresent())
                .orElseThrow(() -> new ApiException(404, "DeletedVaultNotFound", "There is no deleted vault '"
                        + request.id().name() + "' to recover."));
        return new Written(deleted.withDeletion(Optional.empty()), false);
    }

    private ObjectNode stamp(Request request, Optional<Vault> former) {
        ObjectNode body = Json.object();
        SystemData.stamp(body, former.map(vault -> {
            ObjectNode before = Json.object();
            before.set("systemData", vault.systemData());
            return new ArmResource(request.id(), "", before);
        }), request.caller(), clock.instant());
        return Json.child(body, "systemData");
    }

    /// Changes what a PATCH names.
    Vault patch(Request request) {
        return store.change(change -> {
            Vault existing = required(change.rows(), request.id());
            boolean tagged = request.body().path("tags").isObject();
            Map<String, String> tags = tagged
                    ? VaultCodec.tags(Tags.of(request.body()))
                    : existing.tags();
            Vault patched = existing.withProperties(tags,
                    request.properties(tenantId).merged(existing.properties()),
                    stamp(request, Optional.of(existing)));
            change.put(patched);
            return patched;
        });
    }

    /// Changes the access policies.
    Vault changePolicies(ResourceId id, UnaryOperator<List<AccessPolicy>> changed) {
        return store.change(change -> {
            Vault existing = required(change.rows(), id);
            Vault.Properties properties = existing.properties();
            Vault after = existing.withProperties(existing.tags(),
                    properties.withAccessPolicies(changed.apply(properties.accessPolicies())),
                    existing.systemData());
            change.put(after);
            return after;
        });
    }

    /// @throws ApiException 404 `ResourceNotFound`
    Vault get(ResourceId id) {
        return store.read(rows -> required(rows, id));
    }

    boolean has(ResourceId id) {
        return store.read(rows -> find(rows, id)).isPresent();
    }

    private static Vault required(VaultRows rows, ResourceId id) {
        return find(rows, id).orElseThrow(() -> ArmErrors.notFound(id));
    }

    private static Optional<Vault> find(VaultRows rows, ResourceId id) {
        return rows.vault(id.name()).filter(vault -> vault.deletion().isEmpty())
                .filter(vault -> ResourceId.parse(vault.resourceId()).equals(id));
    }

    /// The vaults within a subscription or group that are not deleted, the oldest first.
    List<Vault> list(ResourceId scope) {
        return store.read(VaultRows::vaults).stream().filter(vault -> vault.deletion().isEmpty())
                .filter(vault -> ResourceId.parse(vault.resourceId()).isWithin(scope)).toList();
    }

    /// Deletes a vault with all its keys; it can be recovered until its retention ends. Answers whether there
    /// was one.
    ///
    /// @param parts deletes what goes with it
    boolean delete(ResourceId id, Consumer<RecordTransaction> parts) {
        return store.change(change -> {
            Optional<Vault> existing = find(change.rows(), id);
            existing.ifPresent(vault -> {
                Instant now = clock.instant();
                parts.accept(change.transaction());
                change.put(vault.withDeletion(Optional.of(StoredKey.deletedAt(now, vault))));
            });
            return existing.isPresent();
        });
    }

    /// The deleted vaults of a subscription.
    List<Vault> listDeleted(ResourceId subscription) {
        return store.read(VaultRows::vaults).stream().filter(vault -> vault.deletion().isPresent())
                .filter(vault -> ResourceId.parse(vault.resourceId()).isWithin(subscription)).toList();
    }

    /// @throws ApiException 404 `DeletedVaultNotFound`
    Vault deleted(String location, String name) {
        return store.read(rows -> requiredDeleted(rows, location, name));
    }

    /// Destroys a deleted vault with all its keys.
    ///
    /// @throws ApiException 405 `MethodNotAllowed` under purge protection
    Vault purge(String location, String name) {
        return store.change(change -> {
            Vault vault = requiredDeleted(change.rows(), location, name);
            if (vault.properties().purgeProtection()) {
                throw new ApiException(405, "MethodNotAllowed",
                        "Operation 'DeletedVaultPurge' is not allowed."
                                + " The vault is under purge protection and is purged when its "
                                + "retention period ends.");
            }
            change.purge(vault);
            return vault;
        });
    }

    /// Destroys a deleted vault whose retention has ended, purge protection or not. Answers whether there
    /// was one.
    boolean purgeEnded(String name, Instant now) {
        return store.change(change -> {
            Optional<Vault> vault = change.rows().vault(name)
                    .filter(found -> Housekeeping.hasEnded(found.deletion(), now));
            vault.ifPresent(change::purge);
            return vault.isPresent();
        });
    }

    private static Vault requiredDeleted(VaultRows rows, String location, String name) {
        return rows.vault(name).filter(vault -> vault.deletion().isPresent())
                .filter(vault -> vault.location().equals(Locations.normalised(location)))
                .orElseThrow(() -> new ApiException(404, "DeletedVaultNotFound",
                        "The specified deleted vault '" + name + "' does not exist in '" + location + "'."));
    }

    /// Whether a new vault may have this name: no vault has it, nor a deleted one.
    boolean isFree(String name) {
        return store.read(rows -> rows.vault(name).isEmpty());
    }
}
