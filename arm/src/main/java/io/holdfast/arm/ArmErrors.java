package io.holdfast.arm;

import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.Remedy;
import java.util.List;

/// Errors that every provider answers in the same words.
public final class ArmErrors {

    private ArmErrors() {}

    /// 404 `ResourceNotFound`, or the code of groups and subscriptions.
    public static ApiException notFound(ResourceId id) {
        if (id.isResource()) {
            String where = id.isInGroup() ? " under resource group '" + id.resourceGroup() + "'" : "";
            return new ApiException(404, "ResourceNotFound", "The Resource '" + id.resourceType() + "/"
                    + id.fullName() + "'" + where
                    + " was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
        }
        return id.isInGroup()
                ? new ApiException(404, "ResourceGroupNotFound",
                        "Resource group '" + id.resourceGroup() + "' could not be found.")
                : new ApiException(404, "SubscriptionNotFound",
                        "The subscription '" + id.name() + "' could not be found.");
    }

    /// 409 `Conflict`.
    public static ApiException conflict(String message) {
        return new ApiException(409, "Conflict", message);
    }

    /// 400 `InvalidParameter` about a property, named by its path in the body.
    public static ApiException invalidParameter(String property, String message) {
        return ApiError.of(400, "InvalidParameter", message).withTarget(property).toException();
    }

    /// 409 `MissingSubscriptionRegistration`, naming the call that registers the namespace.
    public static ApiException missingRegistration(String subscriptionId, String namespace) {
        String message = "The subscription is not registered to use namespace '" + namespace
                + "'. Register it with POST /subscriptions/" + subscriptionId + "/providers/" + namespace
                + "/register. See https://aka.ms/rps-not-found for how to register subscriptions.";
        ApiError error = ApiError.of(409, "MissingSubscriptionRegistration", message)
                .withRemedy(Remedy.of("POST",
                        "/subscriptions/" + subscriptionId + "/providers/" + namespace + "/register"));
        return error.withTarget(namespace)
                .withDetails(List.of(ApiError.of(409, error.code(), message).withTarget(namespace)))
                .toException();
    }
}
