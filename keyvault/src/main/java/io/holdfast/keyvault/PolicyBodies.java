package io.holdfast.keyvault;

import io.holdfast.arm.Guids;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// Reads access policies from management bodies, and merges them.
final class PolicyBodies {

    private static final int MAX_ENTRIES = 1024;

    private PolicyBodies() {}

    /// The member `accessPolicies` of `properties`; empty if it is absent.
    ///
    /// @throws ApiException 400 `BadRequest` if an entry is malformed or names an unknown key permission
    static Optional<List<AccessPolicy>> read(JsonNode properties) {
        JsonNode list = properties.path("accessPolicies");
        if (list.isMissingNode() || list.isNull()) {
            return Optional.empty();
        }
        if (!list.isArray()) {
            throw badRequest("The property accessPolicies must be a list.");
        }
        List<AccessPolicy> policies = new ArrayList<>();
        list.forEach(entry -> policies.add(policy(entry)));
        return Optional.of(checked(policies));
    }

    private static AccessPolicy policy(JsonNode entry) {
        JsonNode permissions = entry.path("permissions");
        return new AccessPolicy(guid(entry, "tenantId"), guid(entry, "objectId"),
                entry.path("applicationId").isString()
                        ? Optional.of(guid(entry, "applicationId"))
                        : Optional.empty(),
                texts(permissions, "keys", KeyPermission::isKnown),
                new AccessPolicy.OtherPermissions(texts(permissions, "secrets", known -> true),
                        texts(permissions, "certificates", known -> true),
                        texts(permissions, "storage", known -> true)));
    }

    private static String guid(JsonNode entry, String member) {
        return Json.text(entry, member).filter(Guids::isGuid).orElseThrow(
                () -> badRequest("An access policy has an invalid " + member + " (must be a GUID)."));
    }

    private static List<String> texts(JsonNode permissions, String member, Predicate<String> known) {
        JsonNode list = permissions.path(member);
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : list) {
            if (!entry.isString() || !known.test(entry.stringValue())) {
                throw badRequest("An access policy has an unknown permission in " + member + ": " + entry);
            }
            texts.add(entry.stringValue());
        }
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            throw badRequest("The permissions " + member + " of an access policy must be a list.");
        }
        return texts;
    }

    private static List<AccessPolicy> checked(List<AccessPolicy> policies) {
        if (policies.size() > MAX_ENTRIES) {
            throw badRequest("A vault has at most " + MAX_ENTRIES + " access policies.");
        }
        return policies;
    }

    /// Each subject's permissions and the added ones.
    static List<AccessPolicy> added(List<AccessPolicy> existing, List<AccessPolicy> more) {
        List<AccessPolicy> result = new ArrayList<>(existing);
        for (AccessPolicy policy : more) {
            Optional<AccessPolicy> same = result.stream().filter(policy::sameSubject).findFirst();
            if (same.isPresent()) {
                result.set(result.indexOf(same.get()), same.get().union(policy));
            } else {
                result.add(policy);
            }
        }
        return checked(result);
    }

    /// Each subject's permissions without the removed ones; a subject without any is dropped.
    static List<AccessPolicy> removed(List<AccessPolicy> existing, List<AccessPolicy> less) {
        List<AccessPolicy> result = new ArrayList<>();
        for (AccessPolicy policy : existing) {
            AccessPolicy kept = less.stream().filter(policy::sameSubject).reduce(policy,
                    AccessPolicy::without);
            if (!kept.isEmpty()) {
                result.add(kept);
            }
        }
        return result;
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message);
    }
}
