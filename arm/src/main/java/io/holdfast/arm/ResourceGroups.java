package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// The resource groups of subscriptions. Thread-safe.
public final class ResourceGroups {

    static final String TYPE = "Microsoft.Resources/resourceGroups";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._()-]{0,89}[\\p{L}\\p{N}_()-]");

    private final ArmResources resources;

    public ResourceGroups(ArmResources resources) {
        this.resources = resources;
    }

    /// The group, if there is one.
    public Optional<ArmResource> find(String subscriptionId, String name) {
        return resources.find(ResourceId.group(subscriptionId, name));
    }

    /// The group.
    ///
    /// @throws ApiException 404 `ResourceGroupNotFound` if there is none
    public ArmResource require(String subscriptionId, String name) {
        return resources.require(ResourceId.group(subscriptionId, name));
    }

    /// All groups of a subscription, ordered by name.
    public List<ArmResource> list(String subscriptionId) {
        return resources.list(ResourceId.subscription(subscriptionId), TYPE);
    }

    /// Makes a group or replaces its tags, from a body with `location` and `tags`.
    ///
    /// @return the group, and whether it is new
    /// @throws ApiException 400 if name, location or tags are invalid, 409 if the location differs from the
    ///         existing
    Written put(ResourceId id, ObjectNode body) {
        if (!NAME.matcher(id.name()).matches()) {
            throw new ApiException(400, "InvalidResourceGroup", "The provided resource group name '"
                    + id.name()
                    + "' is invalid. It must have 1 to 90 letters, digits or characters ._()- and must not"
                    + " end"
                    + " with a full stop.");
        }
        String location = Locations.require(body, TYPE);
        ObjectNode tags = Tags.of(body);
        return resources.transact(transaction -> {
            Optional<ArmResource> existing = resources.find(transaction, id);
            if (existing.isPresent() && !existing.get().location().equals(location)) {
                throw new ApiException(409, "InvalidResourceGroupLocation",
                        "Invalid resource group location '"
                                + location + "'. The Resource group already exists in location '"
                                + existing.get().location() + "'.");
            }
            ObjectNode group = Json.object().put("location", location);
            group.set("tags", tags);
            group.putObject("properties").put("provisioningState", "Succeeded");
            return new Written(resources.put(transaction, id, group), existing.isEmpty());
        });
    }

    /// Replaces the tags of a group.
    ///
    /// @throws ApiException 404 if there is none
    ArmResource patch(ResourceId id, ObjectNode body) {
        ObjectNode tags = Tags.of(body);
        return resources.transact(transaction -> {
            ArmResource group = resources.find(transaction, id).orElseThrow(() -> ArmErrors.notFound(id));
            if (body.has("tags")) {
                group.body().set("tags", tags);
            }
            return resources.put(transaction, id, group.body());
        });
    }

    /// The group, if something may be put into it.
    ///
    /// @throws ApiException 404 `ResourceGroupNotFound`, 409 `ResourceGroupBeingDeleted`
    ArmResource requireOpen(String subscriptionId, String name) {
        ArmResource group = require(subscriptionId, name);
        if (Json.text(group.properties(), "provisioningState").filter(GroupDeletion.DELETING::equals)
                .isPresent()) {
            throw new ApiException(409, "ResourceGroupBeingDeleted", "The resource group '" + name
                    + "' is in deprovisioning state and cannot perform this operation.");
        }
        return group;
    }

    /// A group as written.
    record Written(ArmResource group, boolean created) {}
}
