package io.holdfast.arm;

import io.holdfast.rest.Access;
import io.holdfast.rest.ApiError;
import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Call;
import io.holdfast.rest.Caller;
import io.holdfast.rest.Route;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Puts every write of a route into the activity log: before it is tried, and as it was answered. A write
/// whose first event cannot be stored is not tried. Writes outside of subscriptions are not recorded.
final class ActivityRecorder {

    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final String OPERATION = "Azure-AsyncOperation";

    private final ActivityLog log;
    private final Function<RuntimeException, Optional<ApiError>> translation;

    /// @param translation what a failure of a lower layer is answered as
    ActivityRecorder(ActivityLog log, Function<RuntimeException, Optional<ApiError>> translation) {
        this.log = log;
        this.translation = translation;
    }

    Route recording(Route route) {
        if (READS.contains(route.method()) || route.access().anonymous()) {
            return route;
        }
        Access access = route.access();
        return new Route(route.method(), route.path(), new Access(access.permission(), false,
                call -> checked(access, call)), call -> handled(route, call));
    }

    private void checked(Access access, Call call) {
        try {
            access.guard().check(call);
        } catch (ApiException e) {
            if (e.error().status() == 403 && resource(call).isInSubscription()) {
                ActivityEvent started = log.started(access.permission(), resource(call), who(call));
                log.answered(started, e.error().status(), e.error().code(), "");
            }
            throw e;
        }
    }

    private ApiResponse handled(Route route, Call call) {
        if (!resource(call).isInSubscription()) {
            return route.handler().handle(call);
        }
        ActivityEvent started = log.started(route.access().permission(), resource(call), who(call));
        try {
            ApiResponse response = route.handler().handle(call);
            log.answered(started, response.status(), "", operationId(response));
            return response;
        } catch (ApiException e) {
            log.answered(started, e.error().status(), e.error().code(), "");
            throw e;
        } catch (RuntimeException e) {
            Optional<ApiError> error = translation.apply(e);
            log.answered(started, error.map(ApiError::status).orElse(500),
                    error.map(ApiError::code).orElse("InternalServerError"), "");
            throw e;
        }
    }

    private static ResourceId resource(Call call) {
        return ResourceId.of(call.request());
    }

    static String operationId(ApiResponse response) {
        String url = response.headers().getOrDefault(OPERATION,
                response.headers().getOrDefault(Operations.LOCATION, ""));
        String path = url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static ActivityEvent.Who who(Call call) {
        Caller caller = call.caller();
        return new ActivityEvent.Who(caller.objectId(), caller.appId(), caller.tenantId(),
                call.request().clientAddress(), call.request().method(), call.request().requestId());
    }
}
