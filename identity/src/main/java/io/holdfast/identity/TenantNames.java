package io.holdfast.identity;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.Call;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The names of the tenant in the paths of the token service: its id, the domain, `common`, `organizations`, and
/// `adfs` for clients that take it for an AD FS.
///
/// @param domain lower case
record TenantNames(Tenant tenant, String domain) {

    private static final List<String> ANY = List.of("common", "organizations", "adfs");

    /// The tenant's id, if a call's path names it.
    ///
    /// @throws ApiException 400 `invalid_request`
    String require(Call call) {
        String named = call.variable("tenant");
        if (all().noneMatch(named.toLowerCase(Locale.ROOT)::equals)) {
            throw new ApiException(400, "invalid_request", "AADSTS90002: Tenant '" + named
                    + "' not found. Check to make sure you have the correct tenant ID and are signing into the"
                    + " correct cloud.");
        }
        return tenant.tenantId();
    }

    /// All names, lower case.
    Stream<String> all() {
        return Stream.concat(Stream.of(tenant.tenantId(), domain), ANY.stream());
    }
}
