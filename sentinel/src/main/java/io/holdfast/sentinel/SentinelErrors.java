package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.arm.ResourceId;
import io.holdfast.rest.ApiException;

/// Errors that several resources of Sentinel answer.
final class SentinelErrors {

    private SentinelErrors() {}

    /// 400 `BadRequest`. Source: `cmk-behaviour` S27.
    static ApiException notOnboarded(ResourceId workspace) {
        return new ApiException(400, "BadRequest", "The workspace '" + workspace.name()
                + "' is not onboarded to Microsoft Sentinel. Onboard it with PUT "
                + OnboardingState.resourceId(workspace) + ".");
    }

    /// 409 `OnboardingNotConfirmed`.
    static ApiException notConfirmed(ResourceId workspace) {
        return new ApiException(409, "OnboardingNotConfirmed", "The onboarding of the workspace '"
                + workspace.name()
                + "' is not confirmed yet; until then it takes no data. The operator confirms it with POST "
                + OnboardingState.resourceId(workspace) + "/confirm.");
    }

    /// 400 `BadRequest` for one resource more than a list may have. Source: sentinel-api section 16.
    static ApiException tooMany(String type, int max) {
        return new ApiException(400, "BadRequest",
                "There are " + max + " " + type + " already, which is the most there may be.");
    }

    /// 409 `Conflict` for a write without the etag that it needs. Source: sentinel-api section 9.
    static ApiException etagNeeded(ResourceId id) {
        return ArmErrors.conflict("The resource '" + id.name()
                + "' exists, so it is changed with its etag only: GET it, and PUT it with that etag.");
    }

    /// 409 `Conflict` for an etag that is not the present one. Source: sentinel-api section 1.
    static ApiException stale(ResourceId id) {
        return ArmErrors.conflict("A newer version of the resource '" + id.name()
                + "' exists, so nothing was saved. GET it, apply the change and PUT it again with its etag.");
    }
}
